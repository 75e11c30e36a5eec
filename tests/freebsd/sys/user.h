/* For tests/freebsd-list-t.c: of sys/sys/user.h of FreeBSD 15 what is read. */
#define KVME_TYPE_NONE 0
#define KVME_TYPE_DEFAULT 1
#define KVME_TYPE_VNODE 2
#define KVME_TYPE_SWAP 3
#define KVME_TYPE_GUARD 9

#define KVME_PROT_READ 1
#define KVME_PROT_WRITE 2
#define KVME_PROT_EXEC 4

#define KVME_FLAG_COW 1
#define KVME_FLAG_NEEDS_COPY 2
#define KVME_FLAG_NOCOREDUMP 4
#define KVME_FLAG_GROWS_DOWN 0x20
#define KVME_FLAG_USER_WIRED 0x40
#define KVME_FLAG_SYSVSHM 0x80
#define KVME_FLAG_POSIXSHM 0x100

struct kinfo_vmentry {
	int kve_structsize;
	int kve_type;
	uint64_t kve_start;
	uint64_t kve_end;
	int kve_flags;
	int kve_protection;
	char kve_path[1024];
};

struct kinfo_proc {
	int ki_numthreads;
};
