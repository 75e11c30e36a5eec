/* What qemu's user emulation does and no Linux would. */
#ifndef QEMU_H
#define QEMU_H

enum qemu_fault {
	QEMU_MSYNC_HOLE, QEMU_MUNLOCK_HOLE, QEMU_MPROTECT_HOLE,
	QEMU_MREMAP_IN_PLACE, QEMU_MREMAP_LOSES, QEMU_FAR_OFFSET,
	QEMU_MINCORE_BYTES, QEMU_FILE_END, QEMU_EMPTY_FILE, QEMU_FIXED_PIPE,
	QEMU_MSYNC_FLAGS, QEMU_MAP_ZERO, QEMU_MAPS_EXEC, QEMU_FAULTS
};

/* The reason of a skip when a raw call proves the fault, which is tried once
 * and only under qemu; 0: it does as Linux does. */
const char *qemu_fault(enum qemu_fault);

/* Skips so many tests if there is that fault. */
int qemu_skips(enum qemu_fault, int tests);

#endif
