/** One bundle for all functions: nearly all of their code is the same, and whoever installs the package has it once. */
export { handler, isVerified } from './custom-resources';
export { changeKey } from './key-rotation';
