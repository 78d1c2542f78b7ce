// Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.

/** The version of the contract that this package is made from; it is the package's own version too. */
export const SPEC_VERSION = "1.2.3";
