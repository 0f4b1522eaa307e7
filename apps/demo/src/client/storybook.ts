/** Where the components' own pages are served, once `demo --storybook` has built them. */
export const storybookAddress = '/storybook/index.html'
