/** What identifies this program to the API server, at this moment. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** Where credentials come from; they may change while the program runs. */
export interface Credentials {
  /** What is valid now, read again where it may have changed. */
  readonly current: () => Promise<Credential>;
  /** After the API server refused `current`: whatever was kept is read again. */
  readonly renew: () => Promise<Credential>;
}

/** One API server and who talks to it. */
export interface KubeTarget {
  /** The context's name, or `in-cluster`: for people. */
  readonly name: string;
  readonly server: URL;
  readonly tls: {
    /** PEM; absent: the system's authorities. */
    readonly ca?: string;
    readonly servername?: string;
    readonly insecure: boolean;
  };
  readonly proxy: Proxy;
  readonly credentials: Credentials;
}

/** As Node's agents take it: the proxy of the kubeconfig, else that of the environment. */
export type Proxy = Readonly<Record<string, string | undefined>>;

export type Environment = Readonly<Record<string, string | undefined>>;
