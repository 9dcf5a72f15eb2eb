// Runs ClickHouse’s command line out of the library named first: host LIBRARY [ARGUMENT…]
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  void *library = argc > 1 ? dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) : 0;
  void *(*run)(int, char **) = library ? (void *(*)(int, char **))dlsym(library, "chdb_query_cmdline") : 0;
  const char *(*error_of)(void *) = library ? (const char *(*)(void *))dlsym(library, "chdb_result_error") : 0;
  if (!run || !error_of) {
    fprintf(stderr, "%s\n", argc > 1 ? dlerror() : "host LIBRARY [ARGUMENT…]");
    return 1;
  }
  void *result = run(argc - 1, argv + 1);
  const char *error = result ? error_of(result) : 0;
  if (error) fprintf(stderr, "%s\n", error);
  return error ? 1 : 0;
}
