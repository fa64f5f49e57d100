from __future__ import annotations
import httpx
from tests.serving import House

def test_a(alone: httpx.Client) -> None:
    r = alone.post("/seed_session", json={})
    assert r.status_code == 200
    print(alone.post("/inspect", json={}).json())

def test_b(several: httpx.Client) -> None:
    r = several.post("/faulty/seed_session", json={})
    assert r.status_code == 200
    print(several.post("/math_with_code/execute_python", json={"code":"1+1"}).json())

def test_c(house: House) -> None:
    async def go():
        async with house.client() as c:
            print((await c.post("/echo", json={"text":"a"})).json())
    house.run(go())
