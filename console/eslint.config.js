import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const MARKUP = 'What functions, tenants and logs say is text, never markup.';

export default tseslint.config(
  { ignores: ['src/api/generated', 'node_modules', 'eslint.config.js'] },
  js.configs.recommended,
  tseslint.configs.strict,
  reactHooks.configs.flat.recommended,
  {
    rules: {
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({ property, message: MARKUP })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]', message: MARKUP },
      ],
      'max-lines': ['error', 400],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
);
