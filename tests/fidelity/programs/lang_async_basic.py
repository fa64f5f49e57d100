import asyncio

results = []

async def worker(name, delay, n):
    total = 0
    for k in range(n):
        await asyncio.sleep(delay)
        total += k
    results.append(name)
    return total

async def numbers(limit):
    for k in range(limit):
        await asyncio.sleep(0)
        yield k

async def main():
    totals = await asyncio.gather(worker("a", 0, 5), worker("b", 0, 3))
    squares = [k * k async for k in numbers(5)]
    acc = 0
    async for k in numbers(4):
        acc += k
    return totals, squares, acc

print(asyncio.run(main()))
print(sorted(results))
