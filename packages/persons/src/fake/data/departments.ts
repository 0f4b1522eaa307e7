/** A position and its gross salary a year in euros. */
export interface Position {
  readonly title: string
  readonly salary: readonly [min: number, max: number]
}

/** A department with its positions, from the first one of a career to the last. */
export interface Department {
  readonly name: string
  readonly positions: readonly Position[]
}

export const departments: readonly Department[] = [
  {
    name: 'Engineering',
    positions: [
      { title: 'Junior Software Engineer', salary: [40_000, 52_000] },
      { title: 'Software Engineer', salary: [50_000, 72_000] },
      { title: 'Senior Software Engineer', salary: [65_000, 90_000] },
      { title: 'Engineering Manager', salary: [82_000, 120_000] },
    ],
  },
  {
    name: 'Design',
    positions: [
      { title: 'Junior Designer', salary: [34_000, 44_000] },
      { title: 'Product Designer', salary: [44_000, 62_000] },
      { title: 'Senior Product Designer', salary: [58_000, 78_000] },
      { title: 'Design Lead', salary: [70_000, 98_000] },
    ],
  },
  {
    name: 'Sales',
    positions: [
      { title: 'Sales Assistant', salary: [27_000, 36_000] },
      { title: 'Sales Representative', salary: [36_000, 55_000] },
      { title: 'Key Account Manager', salary: [52_000, 80_000] },
      { title: 'Head of Sales', salary: [80_000, 130_000] },
    ],
  },
  {
    name: 'Marketing',
    positions: [
      { title: 'Marketing Assistant', salary: [30_000, 39_000] },
      { title: 'Content Manager', salary: [38_000, 52_000] },
      { title: 'Marketing Manager', salary: [50_000, 72_000] },
      { title: 'Head of Marketing', salary: [75_000, 115_000] },
    ],
  },
  {
    name: 'Finance',
    positions: [
      { title: 'Accounting Clerk', salary: [32_000, 42_000] },
      { title: 'Accountant', salary: [42_000, 58_000] },
      { title: 'Financial Controller', salary: [58_000, 82_000] },
      { title: 'Finance Director', salary: [90_000, 145_000] },
    ],
  },
  {
    name: 'Human Resources',
    positions: [
      { title: 'HR Assistant', salary: [30_000, 39_000] },
      { title: 'Recruiter', salary: [38_000, 52_000] },
      { title: 'HR Business Partner', salary: [50_000, 70_000] },
      { title: 'Head of Human Resources', salary: [72_000, 110_000] },
    ],
  },
  {
    name: 'Operations',
    positions: [
      { title: 'Operations Assistant', salary: [27_000, 36_000] },
      { title: 'Logistics Coordinator', salary: [34_000, 46_000] },
      { title: 'Supply Chain Manager', salary: [52_000, 76_000] },
      { title: 'Head of Operations', salary: [78_000, 120_000] },
    ],
  },
  {
    name: 'Customer Service',
    positions: [
      { title: 'Customer Service Agent', salary: [25_000, 33_000] },
      { title: 'Customer Success Specialist', salary: [32_000, 44_000] },
      { title: 'Customer Success Manager', salary: [42_000, 60_000] },
      { title: 'Head of Customer Service', salary: [62_000, 92_000] },
    ],
  },
  {
    name: 'Production',
    positions: [
      { title: 'Machine Operator', salary: [26_000, 36_000] },
      { title: 'Production Technician', salary: [34_000, 46_000] },
      { title: 'Shift Supervisor', salary: [42_000, 58_000] },
      { title: 'Plant Manager', salary: [75_000, 118_000] },
    ],
  },
  {
    name: 'Healthcare',
    positions: [
      { title: 'Nursing Assistant', salary: [26_000, 34_000] },
      { title: 'Registered Nurse', salary: [34_000, 48_000] },
      { title: 'Ward Manager', salary: [45_000, 62_000] },
      { title: 'Director of Nursing', salary: [65_000, 95_000] },
    ],
  },
  {
    name: 'Education',
    positions: [
      { title: 'Teaching Assistant', salary: [24_000, 33_000] },
      { title: 'Teacher', salary: [38_000, 58_000] },
      { title: 'Head of Department', salary: [52_000, 70_000] },
      { title: 'Head Teacher', salary: [62_000, 90_000] },
    ],
  },
  {
    name: 'Legal',
    positions: [
      { title: 'Paralegal', salary: [32_000, 44_000] },
      { title: 'Legal Counsel', salary: [58_000, 85_000] },
      { title: 'Senior Legal Counsel', salary: [78_000, 110_000] },
      { title: 'General Counsel', salary: [110_000, 175_000] },
    ],
  },
]

/** What companies are about, as their names say it. */
export const sectors: readonly string[] = [
  ...[
    'Logistics',
    'Systems',
    'Consulting',
    'Media',
    'Energy',
    'Foods',
    'Pharma',
    'Software',
    'Design',
    'Engineering',
  ],
  ...[
    'Textil',
    'Solar',
    'Digital',
    'Medical',
    'Robotics',
    'Travel',
    'Optics',
    'Mobility',
    'Analytics',
    'Ceramics',
  ],
]
