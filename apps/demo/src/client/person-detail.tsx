'use client'

import { usePerson } from '@throughline/persons/collections'
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
  const [tab, setTab] = useUrlState('tab', 'profile')
  const parts = usePersonParts(id)

  if (!person) {
    return (
      <Stack gap="lg">
        <BackLink />
        {isLoading ? (
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

  const { addresses, bankAccounts, contactInfos, employments } = parts
  return (
    <Stack gap="lg">
      <BackLink />
      <Text as="h1" size="xl" weight="semibold">
        {person.firstName} {person.lastName}
      </Text>
      <Tabs
        items={[
          { value: 'profile', label: 'Profile', content: <ProfileTab person={person} /> },
          {
            value: 'addresses',
            label: 'Addresses',
            count: countOf(addresses),
            content: <AddressTab list={addresses} personId={id} />,
          },
          {
            value: 'banking',
            label: 'Banking',
            count: countOf(bankAccounts),
            content: <BankingTab list={bankAccounts} personId={id} />,
          },
          {
            value: 'contacts',
            label: 'Contacts',
            count: countOf(contactInfos),
            content: <ContactTab list={contactInfos} personId={id} />,
          },
          {
            value: 'employment',
            label: 'Employment',
            count: countOf(employments),
            content: <EmploymentTab list={employments} personId={id} />,
          },
        ]}
        label={`${person.firstName} ${person.lastName}`}
        value={tab}
        onValueChange={setTab}
      />
    </Stack>
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
