import { byName } from './field-names.ts'

type Range = readonly [min: number, max: number, step: number]

/** Numbers by the last words of a field's name: smallest, largest and step. */
const ranges: Readonly<Record<string, Range>> = {
  age: [18, 90, 1],
  amount: [1, 5000, 0.01],
  balance: [0, 20_000, 0.01],
  budget: [1000, 500_000, 100],
  cost: [1, 1000, 0.01],
  count: [0, 50, 1],
  discount: [0, 50, 1],
  duration: [1, 480, 1],
  height: [150, 200, 1],
  income: [20_000, 150_000, 100],
  lat: [-60, 70, 0.0001],
  latitude: [-60, 70, 0.0001],
  lng: [-180, 180, 0.0001],
  longitude: [-180, 180, 0.0001],
  percent: [0, 100, 1],
  percentage: [0, 100, 1],
  position: [0, 20, 1],
  price: [1, 500, 0.01],
  priority: [1, 5, 1],
  quantity: [1, 20, 1],
  rank: [1, 20, 1],
  rating: [1, 5, 1],
  salary: [25_000, 150_000, 100],
  score: [0, 100, 1],
  share: [0.05, 1, 0.05],
  stock: [0, 500, 1],
  total: [1, 5000, 0.01],
  weight: [1, 120, 0.1],
  year: [1990, 2025, 1],
}

/** The range of numbers that suits a field's name. */
export function namedRange(name: string): Range | undefined {
  return byName(ranges, name)
}
