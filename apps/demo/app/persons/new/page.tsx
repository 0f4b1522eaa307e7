import type { Metadata } from 'next'
import { NewPerson } from '../../../src/client/pages.tsx'
import { pageTexts } from '../../../src/server/request-language.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageTexts()).newPerson }
}

export default function NewPersonPage() {
  return <NewPerson />
}
