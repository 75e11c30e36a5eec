/* For whom what is unmapped is of use: nobody yet (gap.c). */
#include "engine.h"

struct um_looked_through um_looked_through;
