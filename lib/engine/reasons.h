/* The reasons that um_why gives, as numbers: its sentences are linked where it
 * is called. */
#ifndef UM_REASONS_H
#define UM_REASONS_H

#define UM_REASONS(R) \
	R(HOLE, "part of the range is not mapped") \
	R(BEYOND, "beyond the address space") \
	R(UNTOLD, "nobody here tells of this process's memory") \
	R(NO_ACCESS, "the memory's protection, its key, a guard or userfaultfd forbids it") \
	R(TAKEN, "something is mapped there") \
	R(LOCKED, "the memory is locked") \
	R(LOCK_REFUSED, "RLIMIT_MEMLOCK is 0, or a policy forbids it") \
	R(LOCK_LIMIT, "a limit: RLIMIT_MEMLOCK, or the number of mappings") \
	R(NO_WAY, "no way to do it is left here") \
	R(NO_EFFECT, "this kernel takes advice and does nothing") \
	R(NO_KIND, "the kernel does not tell what memory it is") \
	R(NO_DESCRIPTORS, "no descriptor is left") \
	R(NO_DESCRIPTOR, "not an open descriptor, or one of O_PATH") \
	R(FULL, "the file system is full") \
	R(SPACE, "RLIMIT_AS, or no gap of that size is left") \
	R(DATA, "RLIMIT_DATA, the limit of a process's data") \
	R(BEHIND, "no room behind it, it may not move") \
	R(NO_TAGS, "memory of this kind has no tags") \
	R(LARGE, "no multiple of the large page of what is mapped there") \
	R(NO_PART, "part of a large page, or of what the kernel keeps whole") \
	R(NO_ROOM_OR_PART, "no room: memory, a limit, too many mappings; or part of what is kept whole is there") \
	R(FLAG, "unknown flag") \
	R(ADVICE, "unknown advice, or the other half's of um_madvise") \
	R(SAYS_WHERE, "a flag that says where is um_mmap_placed's") \
	R(PROT, "unknown protection bit") \
	R(NO_LENGTH, "the length is 0") \
	R(PLACE_FLAG, "unknown flag of a place") \
	R(TOP_AND_BOTTOM, "the highest and the lowest place") \
	R(SPARE, "zero or spare is not 0") \
	R(ALIGN, "align is no power of two") \
	R(NO_PLACE, "the place ends where it begins") \
	R(FIXED_PLACE, "a fixed address has no place") \
	R(NOT_GUARDED, "not memory that can have guards") \
	R(NEITHER_KIND, "one of SHARED and PRIVATE is needed") \
	R(STACK, "a stack is private, anonymous, readable and writable") \
	R(TOO_LONG, "longer than the address space") \
	R(OFFSET_NEGATIVE, "the offset is negative") \
	R(OFFSET_UNALIGNED, "the offset is not aligned") \
	R(OFFSET_BEYOND, "offset and length do not fit") \
	R(UNALIGNED, "the address is not aligned") \
	R(NOT_SO_ALIGNED, "the address lacks that alignment") \
	R(NOT_LOW, "that address is not as low as asked") \
	R(NO_SUCH_ALIGNMENT, "no address has that alignment") \
	R(NO_LARGE_PAGE, "no large page is free (vm.nr_hugepages), or no room") \
	R(NO_ANSWER, "the pointer for the answer is NULL") \
	R(NO_MEMORY_TOLD, "nobody here tells how much memory there is") \
	R(FEW_VIEWS, "fewer than 2 views") \
	R(NOT_GRANULAR, "the length is not a multiple of um_granularity()") \
	R(VIEW_COLOUR, "this processor's cache wants a longer view: a multiple of SHMLBA") \
	R(VIEW_COLOURS, "this processor's cache wants an offset and a length that are multiples of SHMLBA") \
	R(FASTER_EACH_TIME, "other threads were faster each time") \
	R(SIZE_NEGATIVE, "the size is negative") \
	R(OBJECT_TOO_LARGE, "larger than any object") \
	R(GROUP_LIMIT, "more than the process group's limit of memory") \
	R(NONE_FREE, "more than the machine or the process group has free now") \
	R(FULL_OR_QUOTA, "the file system is full, or a quota is used up") \
	R(NOT_EXECUTABLE, "no object that could be had can be executed") \
	R(NO_SEALS, "no object that could be had takes seals") \
	R(NO_CLOSE_ON_EXEC, "the descriptor cannot be made close-on-exec") \
	R(QUOTA, "the quota is used up") \
	R(TAKES_NO_BYTES, "the object takes no bytes") \
	R(FILE_TOO_LARGE, "the file is larger than the system can say") \
	R(FILE_LIMIT, "RLIMIT_FSIZE is less than that") \
	R(SEALED_OR_IMMUTABLE, "the object is sealed, the file immutable or for appending, or a policy forbids it") \
	R(OBJECT_SEALED, "the object is sealed") \
	R(FILE_BUSY, "the file is swapped to or run") \
	R(NOT_FOR_WRITING, "the descriptor is not for writing") \
	R(NO_BYTES, "the descriptor has no bytes that stay") \
	R(PART_NEGATIVE, "a negative offset or length") \
	R(INHERITANCE, "unknown inheritance") \
	R(SYNC_AND_ASYNC, "MS_SYNC against MS_ASYNC") \
	R(ALWAYS_LOCKED, "memory that is always locked, as of memfd_secret") \
	R(NO_PAGES, "no access, beyond the end of a file, or it cannot be read") \
	R(NO_MINCORE, "this kernel has no mincore") \
	R(NOTHING_BEHIND, "nothing is mapped there or behind") \
	R(NO_LIST, "no memory for the list: a limit such as RLIMIT_AS, or none is left") \
	R(MAP_GROWS, "the map grows faster than it is read") \
	R(NO_VISITOR, "the visitor is NULL") \
	R(ELSEWHERE, "it lies elsewhere and may not move") \
	R(COMMIT_NOTHING, "committed memory has some access") \
	R(NAME_SLASH, "a name has one slash at most, before it, and is not empty") \
	R(NAME_LONG, "the name is longer than UM_SHM_NAME_MAX bytes") \
	R(NO_NAMED, "this system has no named objects") \
	R(NO_DIRECTORY, "the directory of named objects is not there") \
	R(NO_SUCH_NAME, "no object has that name") \
	R(NAME_TAKEN, "an object has that name") \
	R(NAMED_FORBIDDEN, "the object's mode, its owner, its place or a policy forbids it") \
	R(NAMED_ANOTHERS, "the object is another user's, or immutable, or a policy forbids it") \
	R(CAPABILITY, "capability mode has no names") \
	R(NAMED_READ_ONLY, "the place of named objects is read-only") \
	R(NAME_NOT_OBJECT, "the name is not an object's") \
	R(OBJECT_RUN, "the object is being run") \
	R(NAMED_FULL, "the place of named objects is full") \
	R(OPEN_FLAG, "O_RDONLY or O_RDWR, with O_CREAT, O_EXCL or O_TRUNC") \
	R(OPEN_FLAGS, "O_EXCL needs O_CREAT, and O_TRUNC O_RDWR") \
	R(NOT_READABLE_FD, "the descriptor is not open for reading") \
	R(NOT_WRITABLE_FD, "the descriptor is not open for writing") \
	R(WRITE_SEALED, "the object is sealed against writing") \
	R(NOEXEC, "the file system is mounted noexec") \
	R(KEPT_FREE, "the system keeps addresses that low free") \
	R(SEALED_THERE, "sealed memory is there") \
	R(LENGTH_REFUSED, "the file system or the device refuses this length or offset") \
	R(KIND_REFUSED, "the descriptor cannot be mapped so: shared or private, with this protection, length or offset") \
	R(NOT_PRIVATE, "not private memory") \
	R(NOT_PRIVATE_ANON, "not private anonymous memory") \
	R(NOT_MAPPED_OR_READ, "the descriptor cannot be mapped, or its file not be read") \
	R(DEVICE_REFUSES, "the device refuses this length or offset") \
	R(FILE_LOCK, "RLIMIT_MEMLOCK, or a lock of the file") \
	R(VECTOR, "the vector cannot be written") \
	R(BROKEN_PAGE, "a page of it has broken") \
	R(FILE_GONE, "the file is gone from its server") \
	R(CHARGE, "more memory than may be committed") \
	R(MAPPINGS, "too many mappings") \
	R(NO_ROOM, "no room: memory, addresses, a limit, too many mappings") \
	R(FORBIDDEN, "the object, its descriptor's mode, a seal, or a policy forbids it") \
	R(NOT_MAPPABLE, "the descriptor cannot be mapped") \
	R(NOT_PERMITTED, "sealed, a privilege is missing, or a policy forbids it") \
	R(IO, "an input or output error") \
	R(SEE_ERRNO, "the kernel refuses, see errno") \
	R(CONCEALED_STACK, "this kernel conceals no stacks") \
	R(NO_SUCH_PROT, "this kernel or processor has no such protection") \
	R(NO_PAGE, "the address begins no page") \
	R(POLICY_WX, "a policy forbids memory that is written and executed") \
	R(POLICY_X, "a policy forbids memory to become executable") \
	R(OBJECT_END, "beyond the end of the object") \
	R(IO_QUOTA_GUARD, "an input or output error, a quota, or a guard") \
	R(OBJECT_END_OR_IO, "beyond the end of the object, a full file system, no large page, a guard, or an input or output error") \
	R(NOT_POPULATED, "memory that cannot be populated") \
	R(NO_MORE_BYTES, "the object takes no more bytes") \
	R(NOT_ZEROED, "what was there before cannot be zeroed") \
	R(MAPS_NOTHING, "this kernel maps nothing there") \
	R(FD_MODE, "the mode of the descriptor forbids it") \
	R(NEEDS_JIT, "memory that is written and executed needs MAP_JIT") \
	R(CODE_SIGNING, "code signing or a noexec mount forbids execution") \
	R(SHM_MODE, "the shared memory object's mode, or the file's flags, forbid it") \
	R(LOCK_ROOT, "locking is for root here") \
	R(ALLOW_WX, "allow_wx of kern.elf64 or kern.elf32 is 0, or a policy forbids it") \
	R(PROT_MAX, "that protection was ruled out when it was mapped") \
	R(POLICY_WRITE_EXEC, "a policy forbids write and execute") \
	R(MOUNT_OR_POLICY, "the mount or a policy forbids execution") \
	R(OBJECT_FORBIDS, "the object, its descriptor's mode, its mount or a policy forbids it") \
	R(OBJECT_FORBIDS_X, "the object, its mount or a policy forbids execution") \
	R(DEVICE_LIMIT, "a limit of the device's, such as perf's, or a policy forbids it") \
	R(OVERCOMMIT, "more than may be committed: see vm.overcommit_memory") \
	R(MAX_MAP_COUNT, "too many mappings: see vm.max_map_count") \
	R(NO_MEMORY_OR_MAPPINGS, "no memory, a limit, or too many mappings: see vm.max_map_count") \
	R(HOLE_OR_ACCESS, "part of the range is not mapped or has no access") \
	R(PAX_WX, "PaX forbids memory that is written and executed") \
	R(PAX_MPROTECT, "PaX MPROTECT: execution is added only to memory mapped with UM_MAP_MAYEXEC") \
	R(W_XOR_X, "W^X: memory is written or executed, not both") \
	R(IMMUTABLE, "the memory is immutable, or a privilege is missing") \
	R(NO_SUCH_INHERITANCE, "this kernel has no such inheritance") \
	R(SWAP, "no swap space can be reserved, or memory or a file is locked") \
	R(OFFSET_LIMIT, "the offset is beyond what the object can have") \
	R(LOCK_PRIVILEGE, "locking needs the privilege PRIV_PROC_LOCK_MEMORY") \
	R(NOT_READ_WRITE, "it is not readable and writable") \
	R(NOT_DISCARDED, "a file map, or memory of large pages, is not discarded") \
	R(SHARED_GROWS, "shared anonymous memory does not grow") \
	R(FILE_GROWS, "a file map, or large pages: map more of it") \
	R(SEALED, "the memory is sealed") \
	R(GUARDS_STAY, "the kernel does not lift its guards any more") \
	R(COPY_PANICS, "shared anonymous memory that is copied panics this kernel") \
	R(STAYS_PRIVATE, "private memory stays private") \
	R(STAYS_SHARED, "shared memory stays shared") \
	R(ZEROED_PRIVATE, "only private anonymous memory is zeroed for a child, not that of /dev/zero or of large pages") \
	R(NO_ZEROING, "this kernel has no zeroing inheritance") \
	R(ZEROED_FOR_ALL, "the memory is zeroed for every child") \
	R(DEVICE_OR_LARGE, "memory of a device or of large pages") \
	R(NOT_MAPPED_THERE, "it is free, but this kernel maps nothing there") \
	R(MAPS_ANYWHERE, "this kernel maps where it likes") \
	R(FASTER, "other threads were faster") \
	R(POPULATES_NO_FILE, "this kernel populates no file for writing") \
	R(POPULATES_READABLE, "this kernel populates nothing that is not readable") \
	R(APPENDING, "an appending descriptor writes elsewhere") \
	R(NO_GAP, "no gap of that size in that range") \
	R(NO_GAP_2G, "no gap of that size below 2 GiB") \
	R(NO_GAP_4G, "no gap of that size below 4 GiB") \
	R(GAP_LIMIT, "there is a gap, but a limit or the lack of memory forbids it") \
	R(GAPS_REFUSED, "the kernel refuses each gap of that size there") \
	R(NOT_PROBED, "no gap probed in that range") \
	R(NAMELESS, "a file map, or memory of /dev/zero or of large pages, has no name") \
	R(MAPPED_MEANWHILE, "another thread mapped there meanwhile")

#define UM_REASON(name, sentence) UM_WHY_##name,
enum um_reason { UM_WHY_NOTHING, UM_REASONS(UM_REASON) UM_WHY_END };
#undef UM_REASON

#endif
