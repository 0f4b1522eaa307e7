// The house rules that oxlint has no rule for. Plain JavaScript: oxlint loads plugins with Node's own loader,
// and Node 20 reads no TypeScript.

/** `export *` hides what a package exports; the index is the API diff that reviewers read. */
const noExportAll = {
  create: (context) => ({
    ExportAllDeclaration: (node) =>
      context.report({ node, message: 'List the names: `export *` hides what the file exports.' }),
  }),
}

const noEnum = {
  create: (context) => ({
    TSEnumDeclaration: (node) =>
      context.report({
        node,
        message: 'Use a union of string literals or an `as const` object, not an enum.',
      }),
  }),
}

/**
 * An assertion overrules the compiler, so a comment says why it is sound: on its line or at most three lines above,
 * or, for a table of them, a comment with the word "sound" directly above a statement around it.
 */
const assertionReason = {
  create: (context) => {
    let comments
    const readComments = () =>
      context.sourceCode.getAllComments().filter((comment) => !/^\s*(oxlint|eslint)-/.test(comment.value))
    const isReasonAbove = (unit) =>
      comments.some(
        (comment) => comment.loc.end.line === unit.loc.start.line - 1 && /\bsound\b/i.test(comment.value),
      )
    const check = (node) => {
      const type = node.typeAnnotation
      if (type.type === 'TSTypeReference' && type.typeName.name === 'const') return
      comments ??= readComments()
      const first = node.loc.start.line - 3
      const last = node.loc.end.line
      if (comments.some((comment) => comment.loc.end.line >= first && comment.loc.start.line <= last)) return
      for (let unit = node.parent; unit && unit.type !== 'Program'; unit = unit.parent) {
        if (isReasonAbove(unit)) return
      }
      context.report({
        node,
        message: 'Say in a comment beside this assertion why it is sound, or remove it.',
      })
    }
    return { TSAsExpression: check, TSTypeAssertion: check }
  },
}

/** A barrel imported from inside its package makes cycles and loads everything. */
const noBarrelImport = {
  create: (context) => {
    const check = (node) => {
      const path = node.source?.value
      if (
        typeof path === 'string' &&
        /^\.{1,2}(\/|$)/.test(path) &&
        /(^|\/)(\.{1,2}|index(\.[jt]sx?)?)$/.test(path)
      ) {
        context.report({ node: node.source, message: 'Inside a package import the file, not its index.' })
      }
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ImportExpression: check }
  },
}

/** Zod's internals change between minors; one file of the repo (describe-field.ts) reads them. */
const noZodInternals = {
  create: (context) => ({
    MemberExpression: (node) => {
      const name = node.computed ? node.property.value : node.property.name
      if (name !== '_zod' && name !== '_def') return
      context.report({
        node: node.property,
        message: 'Only schema/src/describe-field.ts reads Zod internals.',
      })
    },
  }),
}

/**
 * What people read comes from a table of texts, so that it can be in their language: here, a string or JSX text that reads as
 * English. Names of classes, of keys of the keyboard and what is thrown at programmers are not read by them.
 */
const noVisibleText = {
  create: (context) => {
    const classNames = /^(className|aria-keyshortcuts|style|class|d|viewBox|rel|href|pattern|autoComplete)$/
    const isEnglish = (text) => {
      const words = text.trim().split(/\s+/)
      const hasLetters = /\p{L}{2}/u.test(text)
      // A sentence, or a label: "Save".
      return hasLetters && (words.length > 1 || /^\p{Lu}\p{Ll}/u.test(text.trim()))
    }
    const isCode = (text) =>
      /tl:|[[\]{}=]|\w\(|^px\b|^\(prefers-/.test(text) ||
      /^(Escape|Enter|Home|End|Page(Up|Down)|Arrow\w+|Tab|Ctrl|Shift|Control|Meta|Esc|Ctrl Z)$/.test(text)
    const isForProgrammers = (node) => {
      for (let unit = node; unit.parent; unit = unit.parent) {
        const { parent } = unit
        if (parent.type === 'ThrowStatement' || parent.type.startsWith('TS')) return true
        if (parent.type === 'ImportDeclaration' || parent.type === 'ExportNamedDeclaration') {
          if (parent.source === unit) return true
        }
        if (parent.type === 'BinaryExpression' && /^[!=]==$/.test(parent.operator)) return true
        if (
          parent.type === 'CallExpression' &&
          /^(closest|matches|querySelector(All)?)$/.test(parent.callee.property?.name)
        ) {
          return true
        }
        if (parent.type === 'JSXAttribute') return classNames.test(parent.name.name)
        if (parent.type === 'ExpressionStatement' && parent.directive) return true
        if ((parent.type === 'Property' || parent.type === 'MemberExpression') && parent.value !== unit) {
          if (parent.key === unit || parent.property === unit) return true
        }
      }
      return false
    }
    const check = (node, text) => {
      if (typeof text !== 'string' || !isEnglish(text) || isCode(text) || isForProgrammers(node)) return
      context.report({
        node,
        message: 'People read this: put it into the table of texts, so that it can be in their language.',
      })
    }
    return {
      JSXText: (node) => check(node, node.value),
      Literal: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
    }
  },
}

export default {
  meta: { name: 'house' },
  rules: {
    'no-export-all': noExportAll,
    'no-enum': noEnum,
    'assertion-reason': assertionReason,
    'no-barrel-import': noBarrelImport,
    'no-zod-internals': noZodInternals,
    'no-visible-text': noVisibleText,
  },
}
