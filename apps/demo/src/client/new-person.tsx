'use client'

import { useStore } from '@throughline/persons/collections'
import { PersonForm } from '@throughline/persons/ui'
import { Card, Stack, Text } from '@throughline/ui'
import { useRouter } from 'next/navigation'
import { useDemoTexts } from '../texts/demo-texts.ts'
import { send } from './send.ts'

/** The form for a person who is not there yet; the person's page opens at once. */
export function NewPerson() {
  const store = useStore()
  const router = useRouter()
  const texts = useDemoTexts()
  return (
    <Stack className="mx-auto w-full max-w-2xl" gap="lg">
      <Text as="h1" size="xl" weight="semibold">
        {texts.directory.new}
      </Text>
      <Card className="p-5">
        <PersonForm
          onCancel={() => router.push('/')}
          onSubmit={(values) => {
            const person = send(store.insert('persons', values))
            router.push(`/persons/${person.id}`)
          }}
        />
      </Card>
    </Stack>
  )
}
