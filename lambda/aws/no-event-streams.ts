/** In the place of `@smithy/core/event-streams` (projenrc/handlers.ts): the SDK loads it for operations that we do not call. */
export {};
