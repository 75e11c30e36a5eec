/* gnumach (2024) include/mach/vm_prot.h, vm_inherit.h, kern_return.h, port.h,
 * i386/include/mach/i386/vm_types.h and boolean.h; vm_region and
 * mach_port_deallocate as MIG makes them of include/mach/mach.defs and
 * mach_port.defs; mach_task_self: mach/mach_init.h of glibc 2.43. */
#ifndef STUB_MACH_H
#define STUB_MACH_H

#include <stdint.h>

typedef int boolean_t, kern_return_t, vm_prot_t, vm_inherit_t;
typedef uintptr_t vm_offset_t, vm_address_t, vm_size_t;
typedef unsigned mach_port_name_t, mach_port_t;
typedef mach_port_t task_t, vm_task_t, ipc_space_t, memory_object_name_t;

#define VM_PROT_NONE ((vm_prot_t)0)
#define VM_PROT_READ ((vm_prot_t)1)
#define VM_PROT_WRITE ((vm_prot_t)2)
#define VM_PROT_EXECUTE ((vm_prot_t)4)

#define VM_INHERIT_SHARE ((vm_inherit_t)0)
#define VM_INHERIT_COPY ((vm_inherit_t)1)
#define VM_INHERIT_NONE ((vm_inherit_t)2)

#define KERN_SUCCESS 0
#define KERN_INVALID_ADDRESS 1
#define KERN_NO_SPACE 3
#define KERN_INVALID_ARGUMENT 4

#define MACH_PORT_NULL 0

extern mach_port_t __mach_task_self_;
#define mach_task_self() (__mach_task_self_ + 0)

kern_return_t vm_region(vm_task_t, vm_address_t *, vm_size_t *, vm_prot_t *,
    vm_prot_t *, vm_inherit_t *, boolean_t *, mach_port_t *, vm_offset_t *);
kern_return_t mach_port_deallocate(ipc_space_t, mach_port_name_t);

#endif
