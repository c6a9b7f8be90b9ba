/** Runs one restart at a time and keeps at most one more waiting, however often a restart is asked for. */
export class Restarts {
  private current: Promise<void> | undefined;
  private queued: Promise<void> | undefined;

  constructor(private readonly restart: () => Promise<void>) {}

  /** Ends when a restart that began after this call has ended. */
  request(): Promise<void> {
    if (this.current === undefined) return this.run();
    this.queued ??= this.current
      .catch(() => undefined) // whoever asked for the failed one has been told
      .then(() => {
        this.queued = undefined;
        return this.run();
      });
    return this.queued;
  }

  private run(): Promise<void> {
    const current = this.restart().finally(() => {
      if (this.current === current) this.current = undefined;
    });
    this.current = current;
    return current;
  }
}

/** Whether a server that ended by itself is to be started again: not when it does so all the time. */
export class Crashes {
  private times: number[] = [];

  constructor(
    private readonly most: number,
    private readonly milliseconds: number,
  ) {}

  startAgain(now: number): boolean {
    this.times = [...this.times.filter((time) => now - time < this.milliseconds), now];
    return this.times.length <= this.most;
  }
}
