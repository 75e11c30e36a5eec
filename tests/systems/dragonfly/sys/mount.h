/* DragonFly statfs(2), sys/sys/mount.h: what the library uses of it. */
#ifndef STUB_DRAGONFLY_MOUNT_H
#define STUB_DRAGONFLY_MOUNT_H

#define MNT_NOEXEC 0x4

struct statfs {
	long f_blocks, f_bavail;
	int f_flags;
};

int fstatfs(int, struct statfs *);

#endif
