'use client'

import type { personsModel } from '@throughline/persons'
import { usePerson } from '@throughline/persons/collections'
import type { Row } from '@throughline/schema'
import { EmptyState, ErrorState, Skeleton, Stack, Tabs, Text } from '@throughline/ui'
import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import { AddressTab } from './tabs/address-tab.tsx'
import { BankingTab } from './tabs/banking-tab.tsx'
import { ContactTab } from './tabs/contact-tab.tsx'
import { EmploymentTab } from './tabs/employment-tab.tsx'
import { ProfileTab } from './tabs/profile-tab.tsx'
import { usePersonParts } from './use-person-parts.ts'
import { useUrlState } from './use-url-state.ts'

/** One person with everything that belongs to it, a tab each. */
export function PersonDetail({ id }: { id: string }) {
  const { data: person, isLoading, error, refetch } = usePerson(id)
  return (
    <Stack gap="lg">
      <BackLink />
      {person ? (
        <PersonTabs person={person} />
      ) : isLoading ? (
        <DetailSkeleton />
      ) : error ? (
        <ErrorState error={error} onRetry={refetch} title="This person could not be loaded" />
      ) : (
        <EmptyState
          description="It may have been deleted, or the address is mistyped."
          title="There is no such person"
        />
      )}
    </Stack>
  )
}

function PersonTabs({ person }: { person: Row<typeof personsModel.entities.persons> }) {
  const [tab, setTab] = useUrlState('tab', 'profile')
  const { addresses, bankAccounts, contactInfos, employments } = usePersonParts(person.id)
  const personId = person.id
  const items = [
    { value: 'profile', label: 'Profile', content: <ProfileTab person={person} /> },
    {
      value: 'addresses',
      label: 'Addresses',
      count: countOf(addresses),
      content: <AddressTab list={addresses} personId={personId} />,
    },
    {
      value: 'banking',
      label: 'Banking',
      count: countOf(bankAccounts),
      content: <BankingTab list={bankAccounts} personId={personId} />,
    },
    {
      value: 'contacts',
      label: 'Contacts',
      count: countOf(contactInfos),
      content: <ContactTab list={contactInfos} personId={personId} />,
    },
    {
      value: 'employment',
      label: 'Employment',
      count: countOf(employments),
      content: <EmploymentTab list={employments} personId={personId} />,
    },
  ]
  const name = `${person.firstName} ${person.lastName}`
  return (
    <>
      <Text as="h1" size="xl" weight="semibold">
        {name}
      </Text>
      <Tabs items={items} label={name} value={tab} onValueChange={setTab} />
    </>
  )
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
      All persons
    </Link>
  )
}

function DetailSkeleton() {
  return (
    <Stack aria-busy aria-label="Loading the person" gap="lg" role="status">
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-9 w-full max-w-xl" />
      <Skeleton className="h-56 w-full" />
    </Stack>
  )
}
