import { defineErrors } from '@plimsoll/errors';

export const kubeErrors = defineErrors({
  KUBECONFIG_NOT_FOUND: {
    kind: 'not-found',
    hint: 'Give the kubeconfig that kubectl uses: in KUBECONFIG, or at ~/.kube/config.',
  },
  KUBECONFIG_UNREADABLE: {
    kind: 'forbidden',
    hint: 'Make the file readable for this user, or run as the user that owns it.',
  },
  KUBECONFIG_NOT_A_FILE: {
    kind: 'invalid',
    hint: 'Give the kubeconfig file itself, not the folder it is in.',
  },
  KUBECONFIG_EMPTY: {
    kind: 'invalid',
    hint: 'The file holds nothing; fetch the kubeconfig of the cluster again from whoever runs it.',
  },
  KUBECONFIG_INVALID: {
    kind: 'invalid',
    hint: 'Compare the file with what `kubectl config view` makes of it.',
  },
  KUBECONFIG_CONTEXT_UNKNOWN: {
    kind: 'not-found',
    hint: 'Choose one of the contexts that `kubectl config get-contexts` lists.',
  },
  KUBECONFIG_INCOMPLETE: {
    kind: 'invalid',
    hint: 'The context needs a cluster with a server, and the user that it names.',
  },
  KUBECONFIG_MATERIAL: {
    kind: 'invalid',
    hint: 'Correct the path or the base64 data of this certificate, key or token in the kubeconfig.',
  },
  KUBECONFIG_UNSUPPORTED: {
    kind: 'unsupported',
    hint: 'Use an exec plugin, a token or a client certificate, and an HTTP proxy.',
  },
  KUBE_PLUGIN_NOT_FOUND: {
    kind: 'not-found',
    hint: 'Install the credential plugin that the kubeconfig names, or put it on the PATH.',
  },
  KUBE_PLUGIN_FAILED: {
    kind: 'unauthenticated',
    hint: 'Run the credential plugin by hand; often its login has expired.',
    retryable: true,
  },
  KUBE_NOT_IN_CLUSTER: {
    kind: 'invalid',
    hint: 'Run in a Pod with a service account token, or name a kubeconfig.',
  },
  KUBE_UNREACHABLE: {
    kind: 'unavailable',
    hint: 'Check the address, the network and the proxy between here and the API server.',
  },
  KUBE_PROXY_FAILED: {
    kind: 'unavailable',
    hint: 'Correct proxy-url of the kubeconfig or HTTPS_PROXY, or name the API server in NO_PROXY.',
  },
  KUBE_UNTRUSTED: {
    kind: 'forbidden',
    hint: "Give the certificate authority that signed the API server's certificate, or the right tls-server-name.",
    retryable: true,
  },
  KUBE_UNAUTHENTICATED: {
    kind: 'unauthenticated',
    hint: 'The API server does not accept these credentials; fetch new ones.',
    retryable: true,
  },
  KUBE_FORBIDDEN: {
    kind: 'forbidden',
    hint: "Bind the agent's ClusterRole (deploy/rbac) to the user that it runs as.",
    retryable: true,
  },
  KUBE_NOT_FOUND: { kind: 'not-found', hint: 'The API server does not serve this path; check its version.' },
  KUBE_CONFLICT: {
    kind: 'conflict',
    hint: 'Somebody else manages or changed the same fields; look who, and decide whose they are.',
  },
  KUBE_GONE: {
    kind: 'conflict',
    hint: 'The version that was asked for is compacted; list again.',
    retryable: true,
  },
  KUBE_THROTTLED: {
    kind: 'exhausted',
    hint: 'The API server asks to be left alone for a while; nothing is to be done.',
    retryable: true,
  },
  KUBE_SERVER_FAILED: { kind: 'unavailable', hint: "Look at the API server's own health and log." },
  KUBE_REFUSED: { kind: 'invalid', hint: 'The API server does not take this request; check its version.' },
  KUBE_ANSWER_INVALID: {
    kind: 'unavailable',
    hint: 'What answers at this address is no Kubernetes API server, or something between changes its answers.',
  },
  KUBE_ANSWER_TOO_LARGE: {
    kind: 'exhausted',
    hint: 'The answer is larger than anything that an API server sends.',
  },
});
