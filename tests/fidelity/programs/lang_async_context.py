import asyncio

class Timer:
    def __init__(self, log):
        self.log = log
    async def __aenter__(self):
        self.log.append("enter")
        await asyncio.sleep(0)
        return self
    async def __aexit__(self, exc_type, exc, tb):
        self.log.append(f"exit {exc_type.__name__ if exc_type else 'clean'}")
        return exc_type is ValueError

async def producer(queue, n):
    for i in range(n):
        await queue.put(i * i)
    await queue.put(None)

async def consumer(queue):
    seen = []
    while (item := await queue.get()) is not None:
        seen.append(item)
    return seen

async def main():
    log = []
    async with Timer(log):
        pass
    async with Timer(log):
        raise ValueError("swallowed")
    queue = asyncio.Queue(maxsize=2)
    task = asyncio.create_task(producer(queue, 5))
    got = await consumer(queue)
    await task
    return log, got

asyncio.run(main())
