import { Directory } from '../src/client/pages.tsx'
import { firstPersons } from '../src/server/first-persons.ts'

interface PageProps {
  searchParams: Promise<Readonly<Record<string, unknown>>>
}

export default async function DirectoryPage({ searchParams }: PageProps) {
  // In another order, or filtered, others come first.
  const isPlain = Object.keys(await searchParams).length === 0
  return <Directory first={isPlain ? await firstPersons() : []} />
}
