/**
 * Who may do what, as text and as a verdict: the policy language of IAM, parsed strictly and
 * evaluated for one call at a time, and the narrower grammar of a CA's resource policy.
 *
 * <p>What is not understood is refused when a policy is loaded, never skipped when it is evaluated:
 * an ignored condition in a Deny would grant. Evaluation takes at most (characters of the policy)
 * times (characters of a request's value) steps.
 *
 * <p>Threads: immutable values and pure functions. Imports wire; Jackson's streaming core.
 */
package dev.sealwright.api.policy;
