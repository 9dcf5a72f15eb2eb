import { Component, type ReactNode } from "react";
import { Trouble } from "./trouble.tsx";

interface State {
  readonly error: Error | null;
}

/** Keeps a fault of the page itself inside the part it happened in. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Trouble
        problem={{
          type: "about:blank",
          title: "Error",
          status: 0,
          code: "PAGE_FAULT",
          detail: `This part of the page failed: ${error.message}`,
        }}
        retry={() => this.setState({ error: null })}
      />
    );
  }
}
