export { applyNumberingPlans } from './numbering-plans.ts'
