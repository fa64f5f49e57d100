import heapq

heap = []
for prio, name in [(5, "write"), (1, "plan"), (3, "code"), (1, "ask"), (4, "test")]:
    heapq.heappush(heap, (prio, name))
print([heapq.heappop(heap) for _ in range(len(heap))])
nums = [31, 4, 15, 92, 65, 35]
print(heapq.nlargest(2, nums), heapq.nsmallest(2, nums, key=lambda x: x % 10))
heapq.heapify(nums)
print(nums[0], heapq.heappushpop(nums, 1), heapq.heapreplace(nums, 50), sorted(nums))
print(list(heapq.merge([1, 4, 9], [2, 3], [5])))

def hamming(n):
    heap, seen = [1], {1}
    for _ in range(n):
        x = heapq.heappop(heap)
        for p in (2, 3, 5):
            if x * p not in seen:
                seen.add(x * p)
                heapq.heappush(heap, x * p)
    return x

print([hamming(k) for k in range(1, 16)], hamming(800))
