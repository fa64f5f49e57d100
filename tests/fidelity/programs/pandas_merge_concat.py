import pandas as pd

orders = pd.DataFrame({"order": [1, 2, 3, 4], "cust": ["x", "y", "x", "z"], "item": [10, 11, 10, 12]})
customers = pd.DataFrame({"cust": ["x", "y", "w"], "country": ["NO", "IT", "FR"]})
items = pd.DataFrame({"item": [10, 11, 12], "price": [2.5, 10.0, 7.25]}).set_index("item")
print(orders.merge(customers, on="cust"))
print(orders.merge(customers, on="cust", how="left").fillna({"country": "??"}))
print(pd.merge(orders, customers, how="outer", on="cust", indicator=True).sort_values(["cust", "order"])["_merge"].astype(str).tolist())
print(orders.join(items, on="item")["price"].sum())
both = pd.concat([orders.head(2), orders.tail(1)], ignore_index=True)
print(both, pd.concat([customers, items.reset_index()], axis=1), sep="\n")
print(pd.concat({"a": orders["item"], "b": orders["order"]}).loc["b"].tolist())
lookup = customers.set_index("cust")["country"]
print(orders["cust"].map(lookup).tolist(), orders["cust"].map({"x": 1}).isna().sum())
cross = customers.merge(pd.DataFrame({"k": [1, 2]}), how="cross")
len(cross), cross.iloc[3].to_dict()
