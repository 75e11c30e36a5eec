/* Haiku (2026), headers/os/kernel/OS.h: areas.  The types are those of
 * headers/os/support/SupportDefs.h and headers/config/types.h, B_OK that of
 * headers/os/support/Errors.h. */
#ifndef STUB_OS_H
#define STUB_OS_H

#include <sys/types.h>

typedef int int32;
typedef unsigned uint32;
typedef int32 status_t, area_id, team_id;

#define B_OK ((int)0)
#define B_OS_NAME_LENGTH 32
#define B_CURRENT_TEAM 0

typedef struct area_info {
	area_id area;
	char name[B_OS_NAME_LENGTH];
	size_t size;
	uint32 lock;
	uint32 protection;
	team_id team;
	uint32 ram_size;
	uint32 copy_count;
	uint32 in_count;
	uint32 out_count;
	void *address;
} area_info;

#define B_READ_AREA (1 << 0)
#define B_WRITE_AREA (1 << 1)
#define B_EXECUTE_AREA (1 << 2)
#define B_STACK_AREA (1 << 3)

status_t _get_next_area_info(team_id, ssize_t *, area_info *, size_t);
#define get_next_area_info(team, cookie, areaInfo) \
	_get_next_area_info((team), (cookie), (areaInfo), sizeof(*(areaInfo)))

#endif
