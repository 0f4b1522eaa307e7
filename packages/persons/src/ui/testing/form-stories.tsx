import type { Decorator } from '@storybook/react-vite'

const inForm: Decorator = (Story) => (
  <div style={{ maxWidth: 560 }}>
    <Story />
  </div>
)

/** What stories of forms have in common: the width of a form, and a `submit` that knows nothing of the story before. */
export function formStories(submit: { readonly mockReset: () => unknown }) {
  return {
    decorators: [inForm],
    beforeEach: () => {
      submit.mockReset()
    },
  }
}
