"""Measures what one GPU reaches, kernel by kernel, as JSON: matrix products, attention, streams, host link.

    python measure_kernels.py OUT.json [SECONDS]

Every figure is the median of timed repeats on random data. Times are in seconds, sizes in elements unless said.
Needs PyTorch with CUDA; takes about four minutes. The planner's constants of a family rest on such a file.
"""

import itertools
import json
import sys
import time

import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

device = torch.device("cuda")
deadline = time.monotonic() + float(sys.argv[2] if len(sys.argv) > 2 else 270)
rows = []


def seconds(work, budget=0.02):
    """Median device seconds of one call: repeats fill the budget, in five groups."""
    work()
    torch.cuda.synchronize()
    start, stop = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    work()
    stop.record()
    torch.cuda.synchronize()
    once = max(start.elapsed_time(stop) / 1e3, 1e-6)
    repeats = max(2, min(200, int(budget / 5 / once)))
    groups = []
    for _ in range(5):
        start.record()
        for _ in range(repeats):
            work()
        stop.record()
        torch.cuda.synchronize()
        groups.append(start.elapsed_time(stop) / 1e3 / repeats)
    return sorted(groups)[2]


def record(kind, time_s, **what):
    rows.append({"kind": kind, "seconds": time_s, **what})


def guarded(kind, **what):
    """Runs one measurement; what this GPU or library cannot do is told in the file, not hidden."""

    def run(measure):
        if time.monotonic() > deadline:
            rows.append({"kind": kind, "skipped": "time", **what})
            return
        try:
            record(kind, measure(), **what)
        except (RuntimeError, torch.OutOfMemoryError) as error:
            rows.append({"kind": kind, "skipped": str(error).splitlines()[0][:160], **what})

    return run


def product(m, n, k, dtype):
    a = torch.randn(m, k, device=device, dtype=dtype)
    b = torch.randn(n, k, device=device, dtype=dtype)
    return lambda: seconds(lambda: a @ b.t())


def product_fp8(m, n, k, by_row):
    a = torch.randn(m, k, device=device).to(torch.float8_e4m3fn)
    b = torch.randn(n, k, device=device).to(torch.float8_e4m3fn)
    left = torch.ones(m, 1, device=device) if by_row else torch.ones((), device=device)
    right = torch.ones(1, n, device=device) if by_row else torch.ones((), device=device)
    return lambda: seconds(
        lambda: torch._scaled_mm(a, b.t(), scale_a=left, scale_b=right, out_dtype=torch.bfloat16, use_fast_accum=True)
    )


def grouped(groups, m, n, k):
    a = torch.randn(groups * m, k, device=device, dtype=torch.bfloat16)
    b = torch.randn(groups, n, k, device=device, dtype=torch.bfloat16)
    ends = torch.arange(1, groups + 1, device=device, dtype=torch.int32) * m
    return lambda: seconds(lambda: torch._grouped_mm(a, b.transpose(-2, -1), offs=ends))


def attention(batch, heads, kv_heads, length, size, backend, backward):
    q = torch.randn(batch, heads, length, size, device=device, dtype=torch.bfloat16, requires_grad=backward)
    k, v = (
        torch.randn(batch, kv_heads, length, size, device=device, dtype=torch.bfloat16, requires_grad=backward)
        for _ in range(2)
    )

    def forward():
        with sdpa_kernel(backend):
            return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=kv_heads != heads)

    def measure():
        if not backward:
            return seconds(forward)
        out = forward()
        grad = torch.randn_like(out)
        return seconds(lambda: torch.autograd.grad(out, (q, k, v), grad, retain_graph=True))

    return measure


def plain_attention(batch, heads, length, size):
    q, k, v = (torch.randn(batch * heads, length, size, device=device, dtype=torch.bfloat16) for _ in range(3))
    hidden = torch.ones(length, length, device=device, dtype=torch.bool).triu(1)

    def forward():
        scores = torch.bmm(q, k.transpose(1, 2)).masked_fill_(hidden, -10000.0)
        return torch.bmm(F.dropout(torch.softmax(scores, -1), 0.1), v)

    return lambda: seconds(forward)


def streams():
    for mib in (1, 8, 64, 512, 4096):
        a = torch.randn(mib * 2**19, device=device, dtype=torch.bfloat16)
        b = torch.empty_like(a)
        guarded("copy", bytes=2 * a.numel() * 2, mib=mib)(lambda: seconds(lambda: b.copy_(a)))
        guarded("add", bytes=3 * a.numel() * 2, mib=mib)(lambda: seconds(lambda: torch.add(a, b, out=b)))
    for tokens, hidden in itertools.product((4096, 16384), (2048, 4096, 8192)):
        x = torch.randn(tokens, hidden, device=device, dtype=torch.bfloat16)
        w = torch.ones(hidden, device=device, dtype=torch.bfloat16)
        moved = 2 * x.numel() * 2
        guarded("layer norm", tokens=tokens, hidden=hidden, bytes=moved)(
            lambda: seconds(lambda: F.layer_norm(x, (hidden,), w, w))
        )
        guarded("rms norm", tokens=tokens, hidden=hidden, bytes=moved)(lambda: seconds(lambda: F.rms_norm(x, (hidden,), w)))
        guarded("gelu", tokens=tokens, hidden=hidden, bytes=moved)(lambda: seconds(lambda: F.gelu(x)))
        y = torch.randn_like(x)
        guarded("silu times", tokens=tokens, hidden=hidden, bytes=5 * x.numel() * 2)(lambda: seconds(lambda: F.silu(x) * y))
    for tokens, vocabulary in ((2048, 50304), (4096, 128256), (8192, 128256)):
        logits = torch.randn(tokens, vocabulary, device=device, dtype=torch.bfloat16, requires_grad=True)
        target = torch.randint(vocabulary, (tokens,), device=device)

        def loss():
            value = F.cross_entropy(logits.float(), target)
            return torch.autograd.grad(value, logits)

        guarded("cross entropy both ways", tokens=tokens, vocabulary=vocabulary)(lambda: seconds(loss))
    for millions in (10, 100, 1000):
        p = torch.nn.Parameter(torch.randn(millions * 10**6, device=device))
        p.grad = torch.randn_like(p)
        step = torch.optim.AdamW([p], lr=1e-4, fused=True)
        guarded("fused adam, fp32", parameters=p.numel(), bytes=28 * p.numel())(lambda: seconds(step.step))
        del p, step


def host_link():
    for mib in (1, 16, 256, 1024):
        host = torch.empty(mib * 2**20, dtype=torch.uint8, pin_memory=True)
        card = torch.empty_like(host, device=device)
        guarded("host to device", bytes=host.numel())(lambda: seconds(lambda: card.copy_(host, non_blocking=True)))
        guarded("device to host", bytes=host.numel())(lambda: seconds(lambda: host.copy_(card, non_blocking=True)))


def launches():
    small = torch.zeros(1, device=device)

    def many():
        for _ in range(1000):
            small.add_(1)

    torch.cuda.synchronize()
    many()
    torch.cuda.synchronize()
    begin = time.perf_counter()
    many()
    torch.cuda.synchronize()
    record("eager launch", (time.perf_counter() - begin) / 1000)


def main():
    launches()
    for m, n, k in itertools.product((512, 2048, 8192, 32768), (768, 2048, 4096, 8192, 16384), (768, 2048, 4096, 8192, 16384)):
        guarded("product", m=m, n=n, k=k, dtype="bf16")(product(m, n, k, torch.bfloat16))
    torch.cuda.empty_cache()
    # Widths as tensor parallelism cuts them, and widths that no tile divides.
    for m, n, k in (
        (2048, 512, 4096), (4096, 1024, 4096), (8192, 1792, 4096), (8192, 3584, 8192), (4096, 1536, 12288),
        (4096, 12288, 1536), (8192, 50257, 4096), (8192, 50304, 4096), (8192, 128256, 4096), (4096, 13824, 13824),
        (4096, 14400, 14400), (4096, 13820, 13820), (4096, 4100, 4100), (4096, 4104, 4104), (4096, 4160, 4160),
        (256, 4096, 4096), (1024, 4096, 4096), (1024, 11008, 4096), (16384, 14336, 4096), (16384, 4096, 14336),
        (16384, 28672, 4096), (16384, 6144, 4096), (2048, 3072, 768), (16384, 3072, 768), (16384, 2304, 768),
    ):  # fmt: skip
        for dtype, name in ((torch.bfloat16, "bf16"), (torch.float16, "fp16")):
            guarded("product", m=m, n=n, k=k, dtype=name)(product(m, n, k, dtype))
    torch.backends.cuda.matmul.allow_tf32 = True
    for m, n, k in itertools.product((2048, 8192), (4096, 8192), (4096, 8192)):
        guarded("product", m=m, n=n, k=k, dtype="tf32")(product(m, n, k, torch.float32))
    for m, n, k in itertools.product((2048, 8192, 32768), (2048, 4096, 8192, 16384), (2048, 4096, 8192, 16384)):
        for by_row in (False, True):
            guarded("product", m=m, n=n, k=k, dtype="fp8", scaling="row" if by_row else "tensor")(
                product_fp8(m, n, k, by_row)
            )
        torch.cuda.empty_cache()
    for groups, m, n, k in itertools.product((8, 32), (128, 512, 2048), (2048, 4096), (2048, 4096)):
        guarded("grouped product", groups=groups, m=m, n=n, k=k, dtype="bf16")(grouped(groups, m, n, k))
    torch.cuda.empty_cache()
    backends = (("flash", SDPBackend.FLASH_ATTENTION), ("cudnn", SDPBackend.CUDNN_ATTENTION))
    for length, size in itertools.product((1024, 2048, 4096, 8192, 16384, 32768), (64, 128)):
        heads = 2048 // size
        batch = max(1, 16384 // length)
        for (name, backend), backward in itertools.product(backends, (False, True)):
            guarded("attention", batch=batch, heads=heads, kv=heads, length=length, size=size, backend=name, backward=backward)(
                attention(batch, heads, heads, length, size, backend, backward)
            )
    for length, size in ((4096, 80), (4096, 96), (4096, 256), (8192, 256)):
        for (name, backend), backward in itertools.product(backends, (False, True)):
            guarded("attention", batch=4, heads=16, kv=16, length=length, size=size, backend=name, backward=backward)(
                attention(4, 16, 16, length, size, backend, backward)
            )
    for length in (2048, 8192):
        for (name, backend), backward in itertools.product(backends, (False, True)):
            guarded("attention", batch=2, heads=32, kv=8, length=length, size=128, backend=name, backward=backward)(
                attention(2, 32, 8, length, 128, backend, backward)
            )
    torch.cuda.empty_cache()
    for batch, heads, length, size in ((4, 16, 1024, 64), (4, 16, 2048, 64), (1, 32, 2048, 128), (1, 16, 2048, 144), (1, 16, 4096, 128)):
        guarded("plain attention", batch=batch, heads=heads, length=length, size=size)(plain_attention(batch, heads, length, size))
    torch.cuda.empty_cache()
    streams()
    host_link()
    properties = torch.cuda.get_device_properties(0)
    about = {
        "device": properties.name,
        "multiprocessors": properties.multi_processor_count,
        "memoryBytes": properties.total_memory,
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
    }
    with open(sys.argv[1], "w") as file:
        file.write(json.dumps(about)[:-1] + ', "rows": [\n')
        file.write(",\n".join(json.dumps({**row, **({"seconds": float(f"{row['seconds']:.4g}")} if "seconds" in row else {})}) for row in rows))
        file.write("\n]}\n")
    print(len(rows), "rows;", sum("skipped" in row for row in rows), "skipped")
    for row in rows:
        if "skipped" in row:
            print(row)


main()
