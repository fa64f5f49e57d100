"""Where untrusted code runs: zygote, wardens, workers, the jail, the interpreter, the policy."""
