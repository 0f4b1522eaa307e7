import { App, CfnElement, DefaultStackSynthesizer, type Environment, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import type { IConstruct } from 'constructs'
import type { TableLayout } from '../src/table-layout.ts'
import { ThroughlineTable } from '../src/throughline-table.ts'
import type { ThroughlineTableProps } from '../src/throughline-table.types.ts'

/** What `tableLayout(model)` of the ElectroDB adapter gives for authors and their books, word for word. */
export const libraryLayout = {
  tableName: 'library',
  key: { pk: 'pk', sk: 'sk' },
  indexes: [
    { name: 'GSI1', pk: 'gsi1pk', sk: 'gsi1sk' },
    { name: 'GSI2', pk: 'gsi2pk', sk: 'gsi2sk' },
  ],
  ttl: 'ttl',
  entities: {
    authors: {
      entity: 'authors',
      singular: 'author',
      keys: {
        pk: 'AUTHOR#${id}',
        sk: 'PROFILE',
        gsi1pk: 'AUTHORS',
        gsi1sk: 'AUTHOR#${id}',
        gsi2pk: 'ALL_DATA',
        gsi2sk: 'AUTHOR#${id}#PROFILE',
      },
    },
    books: {
      entity: 'books',
      singular: 'book',
      keys: {
        pk: 'AUTHOR#${authorId}',
        sk: 'BOOK#${id}',
        gsi2pk: 'ALL_DATA',
        gsi2sk: 'AUTHOR#${authorId}#BOOK#${id}',
      },
    },
  },
}

/** A layout with one index of each type and an attribute that expires. */
export const mixedLayout: TableLayout = {
  tableName: 'library',
  key: { pk: 'pk', sk: 'sk' },
  indexes: [
    { name: 'GSI1', pk: 'gsi1pk', sk: 'gsi1sk', type: 'global' },
    { name: 'LSI1', pk: 'pk', sk: 'lsi1sk', type: 'local' },
  ],
  ttl: 'expires',
}

export const frankfurt: Environment = { account: '123456789012', region: 'eu-central-1' }

/** One metric of an alarm, or the expression over them. */
export interface MetricQuery {
  readonly Id: string
  readonly Expression?: string
  readonly MetricStat?: {
    readonly Metric: {
      readonly MetricName: string
      readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[]
    }
    readonly Period: number
    readonly Stat: string
  }
}

/** The properties of a resource, typed where a test goes into them. */
export interface Properties {
  readonly AttributeDefinitions?: readonly object[]
  readonly Metrics?: readonly MetricQuery[]
  readonly PolicyDocument?: { readonly Statement: readonly object[] }
  readonly Replicas?: readonly Properties[]
  readonly ResourcePolicy?: Properties
  readonly Tags?: readonly object[]
  readonly Threshold?: number
}

export interface TestStack {
  readonly stack: Stack
  readonly table: ThroughlineTable
  /** Ends the making: synthesises the stack, with all that was added to it. */
  readonly template: () => Template
  /** The properties of the only resource of this type. */
  readonly only: (type: string) => Properties
  /** By its name inside the construct: the properties of each alarm. */
  readonly alarms: () => Record<string, Properties>
}

/** A stack of its own with one table; options may come from the stack, such as a topic in it. */
export function stackWith(
  props: Partial<ThroughlineTableProps> | ((stack: Stack) => Partial<ThroughlineTableProps>) = {},
  env: Environment = {},
): TestStack {
  const stack = emptyStack(env)
  const options = typeof props === 'function' ? props(stack) : props
  const table = new ThroughlineTable(stack, 'Table', { layout: libraryLayout, ...options })
  const template = (): Template => Template.fromStack(stack)
  const find = (type: string): Record<string, { readonly Properties?: Properties }> =>
    template().findResources(type)
  return {
    stack,
    table,
    template,
    only(type) {
      const [found, ...others] = Object.values(find(type))
      if (!found || others.length > 0) throw new Error(`Not one resource is of the type ${type}.`)
      return found.Properties ?? {}
    },
    alarms() {
      const resources = find('AWS::CloudWatch::Alarm')
      return Object.fromEntries(
        table.alarms.map((alarm) => [alarm.node.id, resources[logicalIdOf(alarm)]?.Properties ?? {}]),
      )
    },
  }
}

/** A stack without the rule about bootstrapping, which changes with the library, and without its slow checks. */
export function emptyStack(env: Environment = {}): Stack {
  return new Stack(
    new App({ analyticsReporting: false, builtinCloudFormationValidation: false }),
    'Library',
    {
      env,
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    },
  )
}

/** The name of a construct's resource in its template. */
export function logicalIdOf({ node }: IConstruct): string {
  if (!CfnElement.isCfnElement(node.defaultChild)) throw new Error(`"${node.path}" has no resource.`)
  const id: unknown = Stack.of(node.defaultChild).resolve(node.defaultChild.logicalId)
  return String(id)
}
