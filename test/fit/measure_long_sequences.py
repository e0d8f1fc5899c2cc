"""Measures training steps of Argonne's genome models at 10,240 tokens on one GPU: attention as in 2022 and as today.

    python measure_long_sequences.py OUT.csv [SECONDS]

Unfused attention writes every score (a product, a softmax in fp32, dropout, a product), as GPT-NeoX of 2022 did; fused
attention is PyTorch's. Parameters in bf16 with fp32 masters and fused Adam, each layer recomputed or not.
"""

import csv
import gc
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.checkpoint import checkpoint

deadline = time.monotonic() + float(sys.argv[2] if len(sys.argv) > 2 else 300)
length, vocab = 10_240, 69
shapes = {"GenSLM 250M": (12, 1840, 16, 2048), "GenSLM 2.5B": (28, 3840, 32, 4096)}


def attend(q, k, v, hidden):
    if hidden is None:
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    scores = torch.matmul(q, k.transpose(-1, -2)) * q.shape[-1] ** -0.5
    weights = torch.softmax(scores.masked_fill(hidden, -10000.0), -1, dtype=torch.float32).to(q.dtype)
    return torch.matmul(F.dropout(weights, 0.1), v)


class Block(nn.Module):
    def __init__(self, hidden, heads, ffn):
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.qkv, self.out = nn.Linear(hidden, 3 * hidden), nn.Linear(hidden, hidden)
        self.up, self.down = nn.Linear(hidden, ffn), nn.Linear(ffn, hidden)

    def forward(self, x, hidden):
        b, s, h = x.shape
        q, k, v = self.qkv(self.first(x)).view(b, s, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        x = x + self.out(attend(q, k, v, hidden).transpose(1, 2).reshape(b, s, h))
        return x + self.down(F.gelu(self.up(self.second(x))))


class Model(nn.Module):
    def __init__(self, layers, hidden, heads, ffn):
        super().__init__()
        self.table, self.output = nn.Embedding(vocab, hidden), nn.Linear(hidden, vocab, bias=False)
        self.blocks = nn.ModuleList(Block(hidden, heads, ffn) for _ in range(layers))
        self.norm = nn.LayerNorm(hidden)

    def forward(self, tokens, hidden, again):
        x = self.table(tokens)
        for block in self.blocks:
            x = checkpoint(block, x, hidden, use_reentrant=False) if again else block(x, hidden)
        return self.output(self.norm(x))


def run(shape, fused, again):
    torch.manual_seed(1)
    with torch.device("cuda"):
        model = Model(*shape).bfloat16()
        hidden = None if fused else torch.ones(length, length, dtype=torch.bool).triu(1)
    masters = [parameter.detach().float().requires_grad_() for parameter in model.parameters()]
    optimizer = torch.optim.AdamW(masters, lr=1e-4, fused=True)
    times = []
    for step in range(6):
        tokens = torch.randint(vocab, (1, length + 1), device="cuda")
        torch.cuda.synchronize()
        begin = time.perf_counter()
        logits = model(tokens[:, :-1], hidden, again)
        F.cross_entropy(logits.flatten(0, 1).float(), tokens[:, 1:].flatten()).backward()
        for master, parameter in zip(masters, model.parameters()):
            master.grad = parameter.grad.float()
            parameter.grad = None
        optimizer.step()
        with torch.no_grad():
            for master, parameter in zip(masters, model.parameters()):
                parameter.copy_(master)
        optimizer.zero_grad()
        torch.cuda.synchronize()
        if step >= 2:
            times.append(time.perf_counter() - begin)
    return sorted(times)[len(times) // 2], torch.cuda.max_memory_reserved() / 2**30


def main():
    out = csv.writer(open(sys.argv[1], "w", newline="", buffering=1), lineterminator="\n")
    out.writerow(["model", "attention", "recompute", "step_s", "tokens_per_s", "reserved_gib"])
    for name, shape in shapes.items():
        for fused in (True, False):
            for again in (False, True):
                if time.monotonic() > deadline:
                    return
                label = [name, "fused" if fused else "unfused", "full" if again else "none"]
                torch.cuda.reset_peak_memory_stats()
                try:
                    step, reserved = run(shape, fused, again)
                    out.writerow([*label, f"{step:.4g}", f"{length / step:.4g}", f"{reserved:.1f}"])
                except torch.OutOfMemoryError as error:
                    out.writerow([*label, "", "", "out of memory"])
                    print(str(error).splitlines()[0][:200])
                gc.collect()
                torch.cuda.empty_cache()
    print(open(sys.argv[1]).read())


main()
