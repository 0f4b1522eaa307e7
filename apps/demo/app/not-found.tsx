import { MissingPage } from '../src/client/pages.tsx'

export default function NotFound() {
  return <MissingPage />
}
