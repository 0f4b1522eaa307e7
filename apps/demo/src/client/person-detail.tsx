'use client'

import { usePendingMutations, usePerson } from '@throughline/persons/collections'
import type { RowOf } from '@throughline/persons/ui'
import {
  EmptyState,
  EntityCardSkeleton,
  ErrorState,
  KeepWhileEdited,
  PendingBadge,
  Skeleton,
  Stack,
  Tabs,
  Text,
} from '@throughline/ui'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { useDemoTexts } from '../texts/demo-texts.ts'
import { PartTab } from './tabs/part-tab.tsx'
import { ProfileTab } from './tabs/profile-tab.tsx'
import { usePersonParts } from './use-person-parts.ts'
import { useUrlState } from './use-url-state.ts'

/** One person with everything that belongs to it, a tab each. */
export function PersonDetail({ id }: { id: string }) {
  const { data: person, isLoading, error, refetch } = usePerson(id)
  const { missing, person: texts } = useDemoTexts()
  return (
    <Stack gap="lg">
      <BackLink />
      <KeepWhileEdited
        otherwise={
          isLoading ? (
            <DetailSkeleton />
          ) : error ? (
            <ErrorState error={error} headingLevel={1} title={texts.couldNotLoad} onRetry={refetch} />
          ) : (
            <EmptyState description={missing.personNote} headingLevel={1} title={missing.person} />
          )
        }
        value={person}
      >
        {(shown) => <PersonTabs person={shown} />}
      </KeepWhileEdited>
    </Stack>
  )
}

function PersonTabs({ person }: { person: RowOf<'persons'> }) {
  const [tab, setTab] = useUrlState('tab', 'profile')
  const { addresses, bankAccounts, contactInfos, employments } = usePersonParts(person.id)
  const { tabs } = useDemoTexts().person
  const personId = person.id
  const items = [
    { value: 'profile', label: tabs.profile, content: <ProfileTab person={person} /> },
    {
      value: 'addresses',
      label: tabs.addresses,
      count: countOf(addresses),
      content: <PartTab list={addresses} name="addresses" personId={personId} />,
    },
    {
      value: 'banking',
      label: tabs.banking,
      count: countOf(bankAccounts),
      content: <PartTab list={bankAccounts} name="bankAccounts" personId={personId} />,
    },
    {
      value: 'contacts',
      label: tabs.contacts,
      count: countOf(contactInfos),
      content: <PartTab list={contactInfos} name="contactInfos" personId={personId} />,
    },
    {
      value: 'employment',
      label: tabs.employment,
      count: countOf(employments),
      content: <PartTab list={employments} name="employments" personId={personId} />,
    },
  ]
  const name = `${person.firstName} ${person.lastName}`
  return (
    <>
      <Stack direction="row" gap="sm" wrap>
        <Text as="h1" size="xl" weight="semibold">
          {name}
        </Text>
        <Pending id={personId} />
      </Stack>
      <Tabs items={items} label={name} value={tab} onValueChange={setTab} />
    </>
  )
}

/** Says that changes of the person wait for the server. */
function Pending({ id }: { id: string }) {
  const waits = usePendingMutations().some(({ entity, key }) => entity === 'persons' && key === id)
  return waits ? <PendingBadge /> : null
}

/** Unknown, not zero, before the first answer. */
function countOf(list: { readonly total: number; readonly isLoading: boolean }): number | undefined {
  return list.isLoading && list.total === 0 ? undefined : list.total
}

function BackLink() {
  return (
    <Link
      className="text-muted-foreground hover:text-foreground focus-visible:ring-ring inline-flex items-center gap-1.5 self-start rounded-sm text-sm outline-none focus-visible:ring-2"
      href="/"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {useDemoTexts().person.all}
    </Link>
  )
}

/** As many as the card of a person lists. */
const profileFields = ['half', 'half', 'half', 'half'] as const

function DetailSkeleton() {
  return (
    <Stack aria-busy gap="lg" role="status">
      <h1 className="sr-only">{useDemoTexts().person.loading}</h1>
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-9 w-full max-w-xl" />
      <EntityCardSkeleton media subtitle fields={profileFields} />
    </Stack>
  )
}
