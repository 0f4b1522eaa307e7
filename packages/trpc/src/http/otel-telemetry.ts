import type { Telemetry, TelemetryAttributes, TelemetryMetric } from './telemetry.types.ts'

/** As much of a span of OpenTelemetry as is used. */
export interface OtelSpan {
  updateName(name: string): unknown
  setAttributes(attributes: TelemetryAttributes): unknown
  setStatus(status: { code: number }): unknown
  end(): void
}

/** As much of a meter's instruments as is used. */
export interface OtelMeter {
  createUpDownCounter(
    name: string,
    options: OtelInstrument,
  ): { add(value: number, attributes: TelemetryAttributes): void }
  createCounter(
    name: string,
    options: OtelInstrument,
  ): { add(value: number, attributes: TelemetryAttributes): void }
  createHistogram(
    name: string,
    options: OtelInstrument,
  ): { record(value: number, attributes: TelemetryAttributes): void }
}

interface OtelInstrument {
  readonly unit: string
  readonly description: string
  readonly advice?: { explicitBucketBoundaries?: number[] }
}

/** As much of `@opentelemetry/api` as is used: `import * as api from '@opentelemetry/api'` is one. */
export interface OtelApi<TContext> {
  readonly SpanKind: { readonly SERVER: number }
  readonly SpanStatusCode: { readonly ERROR: number }
  readonly context: {
    active(): TContext
    with<T>(context: TContext, work: () => T): T
  }
  readonly propagation: {
    extract(context: TContext, carrier: Headers, getter: OtelGetter): TContext
  }
  readonly trace: {
    getTracer(name: string): {
      startSpan(
        name: string,
        options: { kind: number; attributes: TelemetryAttributes },
        context: TContext,
      ): OtelSpan
    }
    setSpan(context: TContext, span: OtelSpan): TContext
  }
  readonly metrics: { getMeter(name: string): OtelMeter }
}

interface OtelGetter {
  get(carrier: Headers, key: string): string | undefined
  keys(carrier: Headers): string[]
}

const scope = '@throughline/trpc'

const getter: OtelGetter = {
  get: (headers, key) => headers.get(key) ?? undefined,
  keys: (headers) => [...headers.keys()],
}

/** As OpenTelemetry's conventions for HTTP advise. */
const seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

/**
 * Tells OpenTelemetry: a server span for each request, within the caller's trace, and the metrics of its HTTP conventions.
 *
 * What the SDK does with them, and where it sends them, is set up as for any other application.
 */
export function otelTelemetry<TContext>(api: OtelApi<TContext>): Telemetry {
  const tracer = api.trace.getTracer(scope)
  const meter = api.metrics.getMeter(scope)
  const active = meter.createUpDownCounter('http.server.active_requests', {
    unit: '{request}',
    description: 'Requests at work, and answers that stream.',
  })
  const histogram = (name: TelemetryMetric, unit: string, description: string, boundaries?: number[]) => {
    const advice = boundaries && { explicitBucketBoundaries: boundaries }
    const instrument = meter.createHistogram(name, { unit, description, ...(advice && { advice }) })
    return (value: number, attributes: TelemetryAttributes) => instrument.record(value, attributes)
  }
  const calls = meter.createCounter('throughline.server.calls', {
    unit: '{call}',
    description: 'Calls of procedures.',
  })
  const recorders: Record<TelemetryMetric, (value: number, attributes: TelemetryAttributes) => void> = {
    'http.server.active_requests': (value, attributes) => active.add(value, attributes),
    'http.server.request.duration': histogram(
      'http.server.request.duration',
      's',
      'Duration of requests, of streams until their end.',
      seconds,
    ),
    'http.server.request.body.size': histogram('http.server.request.body.size', 'By', 'Size of requests.'),
    'http.server.response.body.size': histogram('http.server.response.body.size', 'By', 'Size of answers.'),
    'throughline.server.calls': (value, attributes) => calls.add(value, attributes),
  }

  return {
    startSpan: (name, attributes, headers) => {
      const parent = api.propagation.extract(api.context.active(), headers, getter)
      const span = tracer.startSpan(name, { kind: api.SpanKind.SERVER, attributes }, parent)
      const inside = api.trace.setSpan(parent, span)
      return {
        run: (work) => api.context.with(inside, work),
        end: (finalName, facts) => {
          span.updateName(finalName)
          span.setAttributes(facts)
          if ('error.type' in facts) span.setStatus({ code: api.SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    record: (metric, value, attributes) => recorders[metric](value, attributes),
  }
}
