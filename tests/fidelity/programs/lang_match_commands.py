def run(program):
    stack = []
    for line in program.splitlines():
        match line.split():
            case []:
                continue
            case ["push", ("0" | "1") as bit]:
                stack.append(int(bit))
            case ["push", n] if n.lstrip("-").isdigit():
                stack.append(int(n))
            case ["add" | "mul" | "sub" as op]:
                b, a = stack.pop(), stack.pop()
                stack.append({"add": a + b, "mul": a * b, "sub": a - b}[op])
            case ["dup"]:
                stack.append(stack[-1])
            case [cmd, *args]:
                print("ignored", cmd, args)
    return stack

print(run("""
push 6
dup
mul
push 1
sub
jump 3 4
push 7
"""))
