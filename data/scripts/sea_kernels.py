# ruff: noqa: ANN001, ANN201, C901, PLR0912
# Numba infers the types, and a kernel is one loop over cells: calls between kernels cost, so the
# loops are longer than elsewhere.
"""Kernels of build_sea.py: what is done cell by cell, or pair by pair, in the millions."""

import heapq
import math

import numpy as np
from numba import njit

CELLS = 48  # cells a degree: 1.25 minutes, 2.3 km
COLUMNS = 360 * CELLS
KM_CELL = 111.195 / CELLS
EARTH_KM = 6371.0088
REACH = 250  # cells; the distance to land is not counted further
SHORT = 60 / EARTH_KM  # chord of 60 km: so short an edge may pass close to the land


@njit(cache=True)
def distance_to_land(sea):
    """Chessboard distance to the next cell that is no sea, in cells, at most REACH."""
    rows, columns = sea.shape
    far = np.zeros((rows, columns), np.uint8)
    for i in range(rows):
        for j in range(columns):
            far[i, j] = REACH if sea[i, j] else 0
    for _ in range(2):  # twice: what lies across 180 degrees is known the second time
        for i in range(rows):
            for j in range(columns):
                v = far[i, j]
                if v == 0:
                    continue
                v = min(v, far[i, (j - 1) % columns] + 1)
                if i > 0:
                    for k in range(-1, 2):
                        v = min(v, far[i - 1, (j + k) % columns] + 1)
                else:
                    v = min(v, 1)
                far[i, j] = v
        for i in range(rows - 1, -1, -1):
            for j in range(columns - 1, -1, -1):
                v = far[i, j]
                if v == 0:
                    continue
                v = min(v, far[i, (j + 1) % columns] + 1)
                if i < rows - 1:
                    for k in range(-1, 2):
                        v = min(v, far[i + 1, (j + k) % columns] + 1)
                else:
                    v = min(v, 1)
                far[i, j] = v
    return far


@njit(cache=True)
def visible(far, a, b, clear):
    """Whether the great circle between two unit vectors stays `clear` cells off the land."""
    ax, ay, az = a
    bx, by, bz = b
    dot = min(1.0, max(-1.0, ax * bx + ay * by + az * bz))
    angle = math.acos(dot)
    if angle < 1e-9:
        return True
    sine = math.sin(angle)
    if sine < 1e-6:
        return False
    cell = math.pi / 180 / CELLS
    at = 0.0
    while True:
        p, q = math.sin(angle - at) / sine, math.sin(at) / sine
        x, y, z = p * ax + q * bx, p * ay + q * by, p * az + q * bz
        flat = math.hypot(x, y)
        i = int((math.degrees(math.atan2(z, flat)) + 90) * CELLS)
        j = int((math.degrees(math.atan2(y, x)) + 180) * CELLS) % COLUMNS
        here = far[i, j]
        if here < clear:
            return False
        if at >= angle:
            return True
        step = 0.4 * cell
        if here > 3:
            step = (here - 2) * cell * max(flat - here * cell, 0.05)
        at = min(angle, at + max(step, 0.4 * cell * max(flat, 0.1)))


@njit(cache=True)
def flood(sea, stamp, mark, i0, j0, radius_km, taken):
    """Mark in `taken` the sea cells within `radius_km` by water of one cell."""
    rows, columns = sea.shape
    queue_i = [i0]
    queue_j = [j0]
    stamp[i0, j0] = mark
    taken[i0, j0] = True
    lat0 = (i0 + 0.5) / CELLS - 90
    shrink = max(0.05, math.cos(math.radians(lat0)))
    head = 0
    while head < len(queue_i):
        i, j = queue_i[head], queue_j[head]
        head += 1
        for a, b in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
            u, v = i + a, (j + b) % columns
            if u < 0 or u >= rows or stamp[u, v] == mark or not sea[u, v]:
                continue
            dx = (v - j0 + columns // 2) % columns - columns // 2
            if math.hypot((u - i0) * KM_CELL, dx * KM_CELL * shrink) > radius_km:
                continue
            stamp[u, v] = mark
            taken[u, v] = True
            queue_i.append(u)
            queue_j.append(v)


@njit(cache=True)
def thin(sea, rows, columns, radius_km):
    """Indices of the points, in the order given, that lie `radius_km` from those kept before."""
    stamp = np.zeros(sea.shape, np.int32)
    taken = np.zeros(sea.shape, np.bool_)
    kept = []
    for n in range(len(rows)):
        if taken[rows[n], columns[n]]:
            continue
        kept.append(n)
        flood(sea, stamp, len(kept), rows[n], columns[n], radius_km, taken)
    return np.array(kept)


@njit(cache=True)
def thin_open(xyz, radius):
    """As `thin`, by chord alone: for the open sea."""
    kept = [0]
    for n in range(1, len(xyz)):
        ok = True
        for m in kept:
            d = xyz[n] - xyz[m]
            if d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < radius * radius:
                ok = False
                break
        if ok:
            kept.append(n)
    return np.array(kept)


@njit(cache=True)
def find_edges(far, xyz, clear, starts, ends, limit_km):
    """Pairs (a, b) of the sorted candidates that see each other."""
    found_a = []
    found_b = []
    chord = 2 * math.sin(min(math.pi, limit_km / EARTH_KM) / 2)
    for a in starts:
        for b in ends:
            if b <= a:
                continue
            d = xyz[a] - xyz[b]
            if d[0] * d[0] + d[1] * d[1] + d[2] * d[2] > chord * chord:
                continue
            c = min(clear[a], clear[b])
            seen = visible(far, xyz[a], xyz[b], c)
            if not seen and c > 1 and d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < SHORT * SHORT:
                seen = visible(far, xyz[a], xyz[b], 1)
            if seen:
                found_a.append(a)
                found_b.append(b)
    return np.array(found_a, np.int64), np.array(found_b, np.int64)


@njit(cache=True)
def corner(before, a, b, shrink):
    """The cell of the way by water between two vertices that lies farthest from their chord.

    `a` and `b` are the flat numbers of the two cells where their waters meet; `before` leads from
    each back to its vertex.
    """
    way = [a]
    while before[way[-1]] != way[-1]:
        way.append(before[way[-1]])
    way.reverse()
    way.append(b)
    while before[way[-1]] != way[-1]:
        way.append(before[way[-1]])
    i0, j0 = way[0] // COLUMNS, way[0] % COLUMNS
    x1 = ((way[-1] % COLUMNS - j0 + COLUMNS // 2) % COLUMNS - COLUMNS // 2) * shrink
    y1 = way[-1] // COLUMNS - i0
    best, found = -1.0, way[0]
    for cell in way[1:-1]:
        x = ((cell % COLUMNS - j0 + COLUMNS // 2) % COLUMNS - COLUMNS // 2) * shrink
        y = cell // COLUMNS - i0
        off = abs(x * y1 - y * x1)
        if off > best:
            best, found = off, cell
    return found


@njit(cache=True)
def meetings(far, rows, columns, depth):
    """Neighbours by water, with the corner between them: (row, column, a, b).

    The waters grow from all vertices at once through cells at most `depth` from the land.
    """
    height, width = far.shape
    owner = np.full((height, width), -1, np.int32)
    before = np.full(height * width, -1, np.int32)
    queue = [np.int64(rows[0]) * width + columns[0]]
    queue.extend([np.int64(rows[n]) * width + columns[n] for n in range(1, len(rows))])
    for n in range(len(rows)):
        owner[rows[n], columns[n]] = n
        before[queue[n]] = queue[n]
    found = []
    seen = set()
    head = 0
    while head < len(queue):
        here = queue[head]
        i, j = here // width, here % width
        head += 1
        me = owner[i, j]
        for a, b in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
            u, v = i + a, (j + b) % width
            if u < 0 or u >= height or far[u, v] == 0 or far[u, v] > depth:
                continue
            other = owner[u, v]
            there = u * width + v
            if other < 0:
                owner[u, v] = me
                before[there] = here
                queue.append(there)
            elif other != me:
                key = np.int64(min(me, other)) * 10_000_000 + max(me, other)
                if key not in seen:
                    seen.add(key)
                    shrink = math.cos(math.radians(i / CELLS - 90))
                    at = corner(before, here, there, shrink)
                    found.append((at // width, at % width, np.int64(me), np.int64(other)))
    return found


@njit(cache=True)
def see_pairs(far, xyz, clear, pairs):
    """Which of the pairs see each other."""
    out = np.zeros(len(pairs), np.bool_)
    for n in range(len(pairs)):
        a, b = pairs[n]
        out[n] = visible(far, xyz[a], xyz[b], min(clear[a], clear[b]))
    return out


@njit(cache=True)
def prune(xyz, edges, lengths, stretch, fixed):
    """Greedy spanner: keep an edge, shortest first, unless the kept ones serve nearly as well."""
    n = len(xyz)
    degree = np.zeros(n, np.int64)
    for a, b in edges:
        degree[a] += 1
        degree[b] += 1
    start = np.zeros(n + 1, np.int64)
    start[1:] = np.cumsum(degree)
    fill = np.zeros(n, np.int64)
    to = np.zeros(start[-1], np.int64)
    w = np.zeros(start[-1])
    best = np.full(n, np.inf)
    touched = np.zeros(n, np.int64)
    keep = np.zeros(len(edges), np.bool_)
    for e in range(len(edges)):
        a, b = edges[e]
        limit = lengths[e] * stretch
        reached = False
        if not fixed[e]:
            count = 0
            heap = [(0.0, a)]
            best[a] = 0.0
            touched[count] = a
            count += 1
            while heap:
                _, v = heapq.heappop(heap)
                if v == b:
                    reached = True
                    break
                g = best[v]
                for k in range(start[v], start[v] + fill[v]):
                    u = to[k]
                    h = g + w[k]
                    if h >= best[u] or h > limit:
                        continue
                    d = xyz[u] - xyz[b]
                    rest = math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2])
                    rest = 2 * math.asin(min(1.0, rest / 2)) * EARTH_KM
                    if h + rest > limit:
                        continue
                    if best[u] == np.inf:
                        touched[count] = u
                        count += 1
                    best[u] = h
                    heapq.heappush(heap, (h + rest, u))
            for k in range(count):
                best[touched[k]] = np.inf
        if not reached:
            keep[e] = True
            for p, q in ((a, b), (b, a)):
                to[start[p] + fill[p]] = q
                w[start[p] + fill[p]] = lengths[e]
                fill[p] += 1
    return keep
