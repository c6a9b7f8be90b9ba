"""Queues of jobs: BullMQ and Bull, by the type of what a job carries."""

_BULLMQ = """\
export interface Job<D, R = unknown, N = string> {
  data: D; id: string; name: N; opts: unknown; returnvalue: R; attemptsMade: number; progress: unknown;
  updateData(data: D): Promise<void>;
}
export interface Given<D> { name: string; data: D; opts?: unknown }
export type Processor<D, R = unknown, N = string> = (job: Job<D>) => Promise<R>;
export class Queue<D, R = unknown, N = string> {
  constructor(name: string, options?: unknown);
  add(name: N, data: D, options?: unknown): Promise<Job<D>>;
  addBulk(jobs: Given<D>[]): Promise<Job<D>[]>;
  getJob(id: string): Promise<Job<D>>;
}
export class Worker<D, R = unknown, N = string> {
  constructor(name: string, run: (job: Job<D>) => unknown, options?: unknown);
  on(event: string, run: (job: Job<D>) => unknown): Worker<D>;
}
"""
_BULL = """\
export interface Job<D> { data: D; id: string; name: string; opts: unknown; returnvalue: unknown; update(data: D): Promise<void> }
export interface Queue<D> {
  add(data: D, options?: unknown): Promise<Job<D>>;
  process(run: (job: Job<D>) => unknown): Promise<void>;
  getJob(id: string): Promise<Job<D>>;
}
"""

MODULES = {"bullmq": _BULLMQ, "bull": _BULL}
