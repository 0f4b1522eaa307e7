import { project, removeTeam, rename, type SyncMutation, task, team } from './sync-model.ts'

/** Whole numbers below a bound, the same ones each time (mulberry32). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** A mutation of few rows, so that many meet; some are refused. */
export function randomMutation(random: (below: number) => number): SyncMutation {
  const id = `t${random(5)}`
  const name = `Name ${random(1000)}`
  const makers = [
    () => team(id, { name }),
    () => team(id, { name }),
    () => project(id, random(3), name),
    () => project(id, random(3), name),
    () => task(id, random(3), `task${random(3)}`, { title: name }),
    () => rename(id, name),
    () => rename(id, name, 1 + random(5)),
    () => removeTeam(id),
  ]
  return (makers[random(makers.length)] ?? (() => team(id)))()
}
