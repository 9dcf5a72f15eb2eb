import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import "@fontsource-variable/inter/wght.css";
import "./tokens.css";
import "./base.css";
import { makeClient } from "./api/client.ts";
import { embedded as Embedded } from "./routes.ts";
import { Shell } from "./shell/shell.tsx";
import { usePageSearch } from "./url/page-search.ts";

const root = document.getElementById("page");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={makeClient()}>
        {location.pathname.startsWith("/embed/") ? (
          <Suspense fallback={null}>
            <Embedded />
          </Suspense>
        ) : (
          <Router searchHook={usePageSearch}>
            <Shell />
          </Router>
        )}
      </QueryClientProvider>
    </StrictMode>,
  );
