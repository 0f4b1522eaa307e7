/** Facts about a span or a measurement, by the names of OpenTelemetry's semantic conventions. */
export type TelemetryAttributes = Readonly<Record<string, number | string | boolean>>

/** A span that has begun. */
export interface TelemetrySpan {
  /** Runs work inside the span: what the work starts, such as the calls of an AWS client, is told below it. */
  readonly run: <T>(work: () => T) => T
  /** Ends the span, with what became known meanwhile; `error.type` among it marks it as failed. */
  readonly end: (name: string, attributes: TelemetryAttributes) => void
}

/** What is measured: of requests, by OpenTelemetry's HTTP conventions, and of the calls in them. */
export type TelemetryMetric =
  /** Requests at work and answers that stream: goes up and down. */
  | 'http.server.active_requests'
  /** Seconds until the answer, of a stream until its end. */
  | 'http.server.request.duration'
  /** Bytes. */
  | 'http.server.request.body.size'
  /** Bytes. */
  | 'http.server.response.body.size'
  /** Calls of procedures; those of a batch each. */
  | 'throughline.server.calls'

/** The port by which requests are traced and measured; `otelTelemetry` is the one on OpenTelemetry. */
export interface Telemetry {
  /** Begins the span of a request, within the trace that its headers name. */
  readonly startSpan: (name: string, attributes: TelemetryAttributes, headers: Headers) => TelemetrySpan
  /** Adds one measurement. */
  readonly record: (metric: TelemetryMetric, value: number, attributes: TelemetryAttributes) => void
}
