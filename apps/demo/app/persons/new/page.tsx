import type { Metadata } from 'next'
import { NewPerson } from '../../../src/client/new-person.tsx'

export const metadata: Metadata = { title: 'New person' }

export default function NewPersonPage() {
  return <NewPerson />
}
