export * from './documentation-examples';
export * from './four-languages';
export * from './gate';
export * from './handlers';
export * from './import-zones';
export * from './newest-cdk';
export * from './published-files';
export * from './side-projects';
