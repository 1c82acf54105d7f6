// The words the sample shop is made of. Brands and last names are put together from syllables.
#include "tools/generate/words.h"

namespace segql::generate {

const std::array<Country, kNumCountries> kCountries = {{
    {"SA", "ar", 380, {"Riyadh", "Jeddah", "Dammam", "Mecca", "Medina"}},
    {"AE", "ar", 170, {"Dubai", "Abu Dhabi", "Sharjah", "Al Ain", "Ajman"}},
    {"KW", "ar", 80, {"Kuwait City", "Hawalli", "Salmiya", "Jahra", "Fahaheel"}},
    {"QA", "ar", 60, {"Doha", "Al Rayyan", "Al Wakrah", "Lusail", "Al Khor"}},
    {"BH", "ar", 45, {"Manama", "Riffa", "Muharraq", "Hamad Town", "Isa Town"}},
    {"OM", "ar", 45, {"Muscat", "Salalah", "Sohar", "Nizwa", "Sur"}},
    {"EG", "ar", 50, {"Cairo", "Alexandria", "Giza", "Luxor", "Aswan"}},
    {"JO", "ar", 30, {"Amman", "Zarqa", "Irbid", "Aqaba", "Madaba"}},
    {"IN", "en", 25, {"Mumbai", "Delhi", "Bengaluru", "Kochi", "Chennai"}},
    {"PK", "en", 15, {"Karachi", "Lahore", "Islamabad", "Peshawar", "Multan"}},
    {"GB", "en", 12, {"London", "Manchester", "Leeds", "Bristol", "Glasgow"}},
    {"US", "en", 12, {"New York", "Chicago", "Houston", "Seattle", "Boston"}},
    {"DE", "de", 10, {"Berlin", "Hamburg", "M\xC3\xBCnchen", "K\xC3\xB6ln", "Leipzig"}},
    {"FR", "fr", 10, {"Paris", "Lyon", "Marseille", "Lille", "Nantes"}},
    {"TR", "tr", 10, {"\xC4\xB0stanbul", "Ankara", "\xC4\xB0zmir", "Bursa", "Antalya"}},
    {"IQ", "ar", 8, {"Baghdad", "Basra", "Erbil", "Najaf", "Mosul"}},
    {"LB", "ar", 7, {"Beirut", "Tripoli", "Sidon", "Tyre", "Zahle"}},
    {"MA", "ar", 6, {"Casablanca", "Rabat", "Fes", "Tangier", "Agadir"}},
    {"TN", "ar", 5, {"Tunis", "Sfax", "Sousse", "Bizerte", "Gab\xC3\xA8s"}},
    {"DZ", "ar", 5, {"Algiers", "Oran", "Constantine", "Annaba", "Blida"}},
    {"ID", "id", 4, {"Jakarta", "Surabaya", "Bandung", "Medan", "Makassar"}},
    {"MY", "en", 4, {"Kuala Lumpur", "Penang", "Johor Bahru", "Ipoh", "Malacca"}},
    {"PH", "en", 3, {"Manila", "Cebu", "Davao", "Baguio", "Iloilo"}},
    {"ES", "es", 2, {"Madrid", "Barcelona", "Valencia", "Sevilla", "Bilbao"}},
    {"IT", "it", 2, {"Roma", "Milano", "Napoli", "Torino", "Bologna"}},
}};

const std::array<std::string_view, kNumFirstNames> kFemaleNames = {
    "Fatima", "Aisha", "Maryam", "Noura", "Sara",   "Layla",  "Huda",  "Reem",  "Amal",  "Dana",  "Hind",  "Lina",
    "Mona",   "Nadia", "Rania",  "Salma", "Yasmin", "Zainab", "Abeer", "Basma", "Dalal", "Eman",  "Ghada", "Hanan",
    "Jana",   "Lama",  "Maha",   "Najla", "Rana",   "Samar",  "Wafa",  "Asma",  "Priya", "Anita", "Emma",  "Olivia",
    "Sophie", "Marie", "Anna",   "Julia", "Elif",   "Siti",   "Maria", "Lucia", "Chloe", "Grace", "Hana",  "Amina"};
const std::array<std::string_view, kNumFirstNames> kMaleNames = {
    "Mohammed", "Ahmed", "Ali",   "Omar",   "Khalid",  "Abdullah", "Yousef", "Hassan", "Ibrahim", "Faisal",
    "Saud",     "Turki", "Majed", "Nasser", "Rashid",  "Salem",    "Tariq",  "Waleed", "Ziad",    "Bader",
    "Fahad",    "Hamad", "Jaber", "Karim",  "Mansour", "Nawaf",    "Rami",   "Sami",   "Talal",   "Adel",
    "Anwar",    "Bilal", "Raj",   "Arjun",  "James",   "Oliver",   "Lucas",  "Pierre", "Max",     "Felix",
    "Emre",     "Budi",  "Jose",  "Marco",  "Noah",    "Adam",     "Yusuf",  "Idris"};

const std::array<Department, kNumCategories / kTypesPerDepartment> kDepartments = {{
    {"Computers",
     2400,
     {"Laptops", "Laptop accessories", "Desktops", "Monitors", "Keyboards", "Mice", "Printers", "Storage", "Networking",
      "Tablets"}},
    {"Phones",
     1500,
     {"Smartphones", "Phone cases", "Chargers", "Power banks", "Earphones", "Smartwatches", "Screen protectors",
      "SIM cards", "Car mounts", "Feature phones"}},
    {"Sound and vision",
     900,
     {"Televisions", "Soundbars", "Headphones", "Speakers", "Cameras", "Lenses", "Tripods", "Projectors", "Turntables",
      "Microphones"}},
    {"Gaming",
     450,
     {"Consoles", "Console games", "PC games", "Controllers", "Gaming chairs", "Headsets", "Trading cards",
      "Board games", "Puzzles", "Gift codes"}},
    {"Home",
     350,
     {"Sofas", "Beds", "Mattresses", "Tables", "Chairs", "Wardrobes", "Rugs", "Curtains", "Lighting", "Mirrors"}},
    {"Kitchen",
     160,
     {"Cookware", "Bakeware", "Knives", "Cutlery", "Plates", "Mugs", "Coffee makers", "Kettles", "Blenders",
      "Toasters"}},
    {"Appliances",
     1800,
     {"Refrigerators", "Washing machines", "Dishwashers", "Ovens", "Air conditioners", "Vacuum cleaners", "Irons",
      "Heaters", "Fans", "Water filters"}},
    {"Garden",
     120,
     {"Garden tools", "Planters", "Seeds", "Barbecues", "Garden furniture", "Hoses", "Mowers", "Pools", "Tents",
      "Lanterns"}},
    {"Women",
     180,
     {"Dresses", "Abayas", "Tops", "Skirts", "Jeans for women", "Coats for women", "Handbags", "Heels", "Scarves",
      "Jewellery"}},
    {"Men",
     170,
     {"Shirts", "Thobes", "T-shirts", "Trousers", "Jeans for men", "Jackets", "Belts", "Wallets", "Ties", "Watches"}},
    {"Children",
     90,
     {"Baby clothes", "Girls' clothes", "Boys' clothes", "Toys", "Building sets", "Dolls", "Prams", "Car seats",
      "Nappies", "School bags"}},
    {"Shoes",
     260,
     {"Trainers", "Boots", "Sandals", "Formal shoes", "Running shoes", "Football boots", "Slippers", "Children's shoes",
      "Insoles", "Shoe care"}},
    {"Sport",
     200,
     {"Fitness machines", "Weights", "Yoga", "Football", "Tennis", "Swimming", "Cycling", "Hiking", "Camping",
      "Sportswear"}},
    {"Beauty",
     110,
     {"Perfumes", "Oud", "Skin care", "Make-up", "Hair care", "Shaving", "Nail care", "Sun care", "Bath",
      "Beauty tools"}},
    {"Health",
     80,
     {"Vitamins", "Protein", "First aid", "Dental care", "Eye care", "Scales", "Massagers", "Thermometers", "Sleep",
      "Herbal tea"}},
    {"Groceries",
     35,
     {"Coffee", "Tea", "Dates", "Chocolate", "Nuts", "Honey", "Rice", "Spices", "Snacks", "Soft drinks"}},
    {"Books",
     55,
     {"Novels", "Thrillers", "Cookbooks", "Travel guides", "Children's books", "Textbooks", "Biographies", "Poetry",
      "Comics", "Calendars"}},
    {"Office",
     65,
     {"Notebooks", "Pens", "Paper", "Folders", "Desks", "Office chairs", "Calculators", "Whiteboards", "Labels",
      "Envelopes"}},
    {"Pets",
     75,
     {"Cat food", "Dog food", "Litter", "Pet toys", "Aquariums", "Bird food", "Leashes", "Pet beds", "Grooming",
      "Pet health"}},
    {"Car and tools",
     140,
     {"Tyres", "Car care", "Car audio", "Motor oil", "Drills", "Hand tools", "Paint", "Ladders", "Locks", "Batteries"}},
}};

namespace {

std::string syllables(std::string_view first, std::string_view second, std::string_view third) {
  std::string name;
  name.append(first).append(second).append(third);
  return name;
}

}  // namespace

std::string last_name(uint64_t i) {
  static constexpr std::array<std::string_view, 20> kFirst = {
      "Al-Ha", "Al-Sa", "Al-Ma", "Al-Ra", "Al-Qa", "Al-Na", "Al-Fa", "Al-Za", "Al-Ba", "Al-Ta",
      "Ka",    "Mo",    "Ru",    "Se",    "Ve",    "Bo",    "Da",    "Li",    "Gu",    "Pe"};
  static constexpr std::array<std::string_view, 15> kMiddle = {"r", "l", "m", "n",  "s", "b", "d", "f",
                                                               "k", "t", "z", "sh", "w", "y", "gh"};
  static constexpr std::array<std::string_view, 10> kLast = {"bi",  "mi",  "ri",  "di",  "ni",
                                                             "san", "eed", "een", "ami", "oud"};
  return syllables(kFirst[i % 20], kMiddle[i / 20 % 15], kLast[i / 300 % 10]);
}

std::string_view category_name(uint64_t i) {
  return kDepartments[i / kTypesPerDepartment % kDepartments.size()].categories[i % kTypesPerDepartment];
}

std::string brand_name(uint64_t i) {
  static constexpr std::array<std::string_view, 25> kFirst = {
      "Ark", "Bel", "Cor", "Dun", "Elm", "Fjor", "Gal", "Hol", "Ist", "Jun",  "Kest", "Lum", "Mar",
      "Nor", "Oak", "Pel", "Qua", "Rov", "Sol",  "Tam", "Ulm", "Vel", "Wren", "Yar",  "Zen"};
  static constexpr std::array<std::string_view, 20> kLast = {"ado",  "bury", "craft", "dale", "en",   "field", "go",
                                                             "haus", "ia",   "kin",   "lo",   "mont", "nova",  "o",
                                                             "pro",  "ra",   "sen",   "tek",  "via",  "well"};
  return syllables(kFirst[i % 25], "", kLast[(i / 25 + i % 25) % 20]);
}

}  // namespace segql::generate
