import { parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/mobile'
import { type PhoneRules, setPhoneRules } from '../model/phone-number.ts'

const lengths = {
  INVALID_COUNTRY: 'No country has this calling code.',
  INVALID_LENGTH: 'No number of this country has so many digits.',
  NOT_A_NUMBER: 'This is no phone number.',
  TOO_LONG: 'This number is too long for its country.',
  TOO_SHORT: 'This number is too short for its country.',
} satisfies Record<NonNullable<ReturnType<typeof validatePhoneNumberLength>>, string>

const byNumberingPlan: PhoneRules = (number, type) => {
  const phone = parsePhoneNumberFromString(number)
  // Possible, not valid: plans grow faster than libraries do, and a number that was taken once must stay.
  if (!phone?.isPossible()) return lengths[validatePhoneNumberLength(number) ?? 'NOT_A_NUMBER']
  if (phone.number !== number) return `Leave out the 0 after +${phone.countryCallingCode}.`
  // Countries whose numbers do not tell, such as the United States, have one pattern for both.
  return type === 'phone' || phone.getType() === 'MOBILE'
    ? undefined
    : 'This is no mobile number: choose the type "Phone", or check the digits.'
}

/**
 * Makes the model check phone numbers by each country's numbering plan, and not by E.164's form alone.
 *
 * 29 kB of metadata (brotli) come with it, so the model does not: servers call it, and so does a page that takes numbers.
 * The persons' router, storage and contact form do so by themselves.
 */
export function applyNumberingPlans(): void {
  setPhoneRules(byNumberingPlan)
}
