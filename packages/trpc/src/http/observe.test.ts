import * as otel from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { get, openCounter, post } from '../../tests/counter-api.ts'
import { type Counter, makeCounter } from '../../tests/counter-router.ts'
import type { LogEntry } from './log.types.ts'
import { otelTelemetry } from './otel-telemetry.ts'

let counter: Counter
let entries: LogEntry[]
beforeEach(() => {
  counter = makeCounter()
  entries = []
})

const open = (options: Parameters<typeof openCounter>[1]) =>
  openCounter(counter, { identify: ({ user }) => user, ...options })

describe('the log', () => {
  const log = (entry: LogEntry) => entries.push(entry)

  it('tells of each request once, with all that is known and nothing that is private', async () => {
    const handler = open({ log })
    const response = await handler(post('add', { 'x-user': 'ann-canary' }, '{"iban":"DE-canary"}'))
    const text = await response.text()
    await expect.poll(() => entries.length).toBe(1)
    expect(entries[0]).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.+Z$/) as string,
      requestId: response.headers.get('x-request-id'),
      method: 'POST',
      paths: ['add'],
      status: 200,
      ms: expect.any(Number) as number,
      received: 20,
      sent: text.length,
      user: expect.stringMatching(/^[\da-f]{16}$/) as string,
    })
    await (await handler(get('value', { 'x-user': 'ann-canary' }))).text()
    await (await handler(get('value', { 'x-user': 'ben-canary' }))).text()
    await expect.poll(() => entries.length).toBe(3)
    expect(entries[1]?.user).toBe(entries[0]?.user)
    expect(entries[2]?.user).not.toBe(entries[0]?.user)
  })

  it('tells why a request was refused, in codes', async () => {
    const handler = open({ log })
    for (const path of ['broken', 'denied', 'busy', 'secret-canary', 'value,denied?batch=1&input={}']) {
      await (await handler(get(path))).text()
    }
    await (await handler(new Request('http://x/api/add', { method: 'CANARY' }))).text()
    await expect.poll(() => entries.length).toBe(6)
    expect(
      entries.map(({ level, status, code, paths, method }) => [level, status, code, paths, method]),
    ).toEqual([
      ['error', 500, 'INTERNAL_SERVER_ERROR', ['broken'], 'GET'],
      ['warn', 403, 'FORBIDDEN', ['denied'], 'GET'],
      ['warn', 429, 'TOO_MANY_REQUESTS', ['busy'], 'GET'],
      ['warn', 404, 'NOT_FOUND', [], 'GET'],
      ['info', 207, 'FORBIDDEN', ['value', 'denied'], 'GET'],
      ['warn', 405, 'METHOD_NOT_SUPPORTED', [], '_OTHER'],
    ])
    expect(JSON.stringify(entries)).not.toMatch(/canary|secret|prod-1|Not you/i)
  })

  it('tells of a stream at its end, and takes no answer with it when it fails', async () => {
    const stream = await open({ log })(get('events'))
    const reader = stream.body!.getReader()
    const first = await reader.read()
    expect(entries).toHaveLength(0)
    await reader.cancel()
    await expect.poll(() => entries.length).toBe(1)
    expect(entries[0]).toMatchObject({ paths: ['events'], status: 200, sent: first.value?.byteLength })
    const failing = open({
      log: () => {
        throw new Error('disk full')
      },
    })
    expect((await failing(get('value'))).status).toBe(200)
  })
})

describe('otelTelemetry', () => {
  const spans = new InMemorySpanExporter()
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 })
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  const meters = new MeterProvider({ readers: [reader] })
  otel.trace.setGlobalTracerProvider(tracers)
  otel.metrics.setGlobalMeterProvider(meters)
  // As `@opentelemetry/core` reads it, which an SDK for Node sets by itself.
  otel.propagation.setGlobalPropagator({
    inject: () => {},
    fields: () => ['traceparent'],
    extract: (context, carrier, getter) => {
      const [, traceId = '', spanId = ''] = String(getter.get(carrier, 'traceparent')).split('-')
      return traceId === ''
        ? context
        : otel.trace.setSpanContext(context, { traceId, spanId, traceFlags: 1, isRemote: true })
    },
  })
  afterAll(async () => {
    await Promise.all([tracers.shutdown(), meters.shutdown()])
    otel.trace.disable()
    otel.metrics.disable()
    otel.propagation.disable()
  })

  it('makes a server span of each request, in the trace of its caller', async () => {
    const handler = open({ telemetry: otelTelemetry(otel) })
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    await (await handler(get('value', { traceparent: `00-${traceId}-b7ad6b7169203331-01` }))).text()
    await (await handler(get('broken'))).text()
    await (await handler(get('unknown-canary'))).text()
    await (await handler(get('value,denied?batch=1&input={}'))).text()
    const told = spans.getFinishedSpans()
    expect(
      told.map(({ name, kind, status, attributes }) => [name, kind, status.code, attributes]),
    ).toMatchObject([
      [
        'GET /api/value',
        otel.SpanKind.SERVER,
        otel.SpanStatusCode.UNSET,
        {
          'http.request.method': 'GET',
          'http.route': '/api/value',
          'http.response.status_code': 200,
          'url.scheme': 'http',
        },
      ],
      [
        'GET /api/broken',
        otel.SpanKind.SERVER,
        otel.SpanStatusCode.ERROR,
        { 'error.type': 'INTERNAL_SERVER_ERROR', 'http.response.status_code': 500 },
      ],
      ['GET', otel.SpanKind.SERVER, otel.SpanStatusCode.UNSET, { 'throughline.error.code': 'NOT_FOUND' }],
      [
        'GET /api/{batch}',
        otel.SpanKind.SERVER,
        otel.SpanStatusCode.UNSET,
        { 'throughline.request.calls': 2 },
      ],
    ])
    expect(told[0]?.spanContext().traceId).toBe(traceId)
    expect(told[0]?.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
    expect(JSON.stringify(told.map(({ name, attributes }) => [name, attributes]))).not.toMatch(
      /canary|secret/,
    )
  })

  it('measures time, sizes, calls and what is at work', async () => {
    const handler = open({ telemetry: otelTelemetry(otel) })
    await (await handler(post('add'))).text()
    const stream = await handler(get('events'))
    await reader.forceFlush()
    const latest = () =>
      metrics
        .getMetrics()
        .at(-1)!
        .scopeMetrics.flatMap((scope) => scope.metrics)
    const points = (name: string) => latest().find((metric) => metric.descriptor.name === name)!.dataPoints
    expect(points('http.server.active_requests').reduce((sum, { value }) => sum + Number(value), 0)).toBe(1)
    const added = points('http.server.request.duration').find(
      ({ attributes }) => attributes['http.route'] === '/api/add',
    )
    expect(added?.value).toMatchObject({ count: 1 })
    expect(points('http.server.request.body.size').at(-1)?.value).toMatchObject({ sum: 2 })
    expect(
      points('throughline.server.calls').map(({ attributes, value }) => [attributes, value]),
    ).toContainEqual([{ 'rpc.method': 'add' }, 1])
    await stream.body?.cancel()
    await reader.forceFlush()
    expect(points('http.server.active_requests').reduce((sum, { value }) => sum + Number(value), 0)).toBe(0)
  })

  it('runs the work inside the span, and takes no answer with it when it fails', async () => {
    const active: unknown[] = []
    const telemetry = otelTelemetry({
      ...otel,
      context: {
        active: () => otel.ROOT_CONTEXT,
        with: (context: otel.Context, work) => {
          active.push(otel.trace.getSpan(context))
          return work()
        },
      },
    })
    await open({ telemetry })(get('value'))
    expect(active).toMatchObject([{ name: 'GET /api/value' }])
    const failing = {
      startSpan: () => {
        throw new Error('no exporter')
      },
      record: () => {
        throw new Error('no exporter')
      },
    }
    expect((await open({ telemetry: failing })(get('value'))).status).toBe(200)
  })
})
