find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# IMPORTED_TARGET marks the headers as system headers, so that our warnings do not judge them.
pkg_check_modules(GLIB REQUIRED IMPORTED_TARGET glib-2.0>=2.74)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson>=2.14)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(GIT2 REQUIRED IMPORTED_TARGET libgit2>=1.5)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
# MariaDB Connector/C and libmysqlclient are both found under this name.
pkg_check_modules(MYSQL REQUIRED IMPORTED_TARGET mysqlclient)
pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
