# Runs ClickHouse's command line out of the library named first: host.py LIBRARY [ARGUMENT…]
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
words = [word.encode() for word in sys.argv[1:]]
library.chdb_query_cmdline.argtypes = [ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)]
library.chdb_query_cmdline.restype = ctypes.c_void_p
library.chdb_result_error.argtypes = [ctypes.c_void_p]
library.chdb_result_error.restype = ctypes.c_char_p
result = library.chdb_query_cmdline(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None))
error = library.chdb_result_error(result) if result else None
if error:
    sys.exit(error.decode())
