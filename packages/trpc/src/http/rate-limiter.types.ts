/** The port by which calls are counted; several processes share one over a store that they share. */
export interface RateLimiter {
  /**
   * Takes calls off what a key has left: 0 where it had enough, else the milliseconds until it has.
   *
   * Where it throws, the call goes on: a counter that is down takes no API with it.
   */
  readonly take: (key: string, calls: number) => Promise<number>
}
